package io.minilsm.internal.db;

import io.minilsm.api.StorePoisonedException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Whether a write or force has failed, after which nobody in this process knows what is on the disk. Set once, for
 * good. Thread-safe.
 */
final class Poison {
    private final Path directory;
    private final AtomicReference<Throwable> cause = new AtomicReference<>();

    /** Wakes who waits; set while the store is being opened, before anybody does. */
    private volatile Consumer<Throwable> onSet = why -> {};

    Poison(Path directory) {
        this.directory = directory;
    }

    /** Sets what is told the cause, once, when the store gets poisoned: it must wake who waits. */
    void onSet(Consumer<Throwable> listener) {
        onSet = listener;
    }

    /** Poisons the store; only the first cause counts. */
    void set(Throwable why) {
        if (cause.compareAndSet(null, why)) {
            onSet.accept(why);
        }
    }

    /** Poisons the store; returns what the caller whose write failed is to throw. */
    StorePoisonedException failed(Throwable why) {
        set(why);
        return exception();
    }

    boolean isSet() {
        return cause.get() != null;
    }

    /** Throws if the store is poisoned. */
    void check() throws StorePoisonedException {
        if (isSet()) {
            throw exception();
        }
    }

    private StorePoisonedException exception() {
        Throwable why = cause.get();
        return new StorePoisonedException(
                "store takes no writes after a failed one: directory=" + directory + ", cause=" + why.getMessage()
                        + "; the outcome of writes that were in flight is unknown; close and reopen the store",
                why);
    }
}
