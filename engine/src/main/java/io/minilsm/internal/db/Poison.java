package io.minilsm.internal.db;

import io.minilsm.api.StorePoisonedException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a write or force has failed, after which nobody in this process knows what is on the disk. Set once, for
 * good. Thread-safe.
 */
final class Poison {
    private final Path directory;
    private final AtomicReference<Throwable> cause = new AtomicReference<>();

    /** Wakes who waits; set while the store is being opened, before anybody does. */
    private volatile Runnable onSet = () -> {};

    Poison(Path directory) {
        this.directory = directory;
    }

    /** Sets what runs once when the store gets poisoned: it must wake who waits. */
    void onSet(Runnable wake) {
        onSet = wake;
    }

    /** Poisons the store; only the first cause counts. */
    void set(Throwable why) {
        if (cause.compareAndSet(null, why)) {
            onSet.run();
        }
    }

    boolean isSet() {
        return cause.get() != null;
    }

    /** Throws if the store is poisoned. */
    void check() throws StorePoisonedException {
        Throwable why = cause.get();
        if (why != null) {
            throw new StorePoisonedException(
                    "store takes no writes after a failed one: directory=" + directory + ", cause=" + why.getMessage()
                            + "; the outcome of writes that were in flight is unknown; close and reopen the store",
                    why);
        }
    }
}
