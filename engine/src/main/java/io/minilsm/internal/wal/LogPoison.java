package io.minilsm.internal.wal;

import io.minilsm.api.StorePoisonedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Whether a write or force failed, and why. Thread-safe; the first cause stays for good. */
final class LogPoison {
    private final AtomicReference<Throwable> cause = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Consumer<Throwable> listener;

    LogPoison(Consumer<Throwable> listener) {
        this.listener = listener;
    }

    boolean isSet() {
        return cause.get() != null;
    }

    /** Sets the cause unless there is one; returns what the caller is to throw. */
    StorePoisonedException set(Throwable failure) {
        cause.compareAndSet(null, failure);
        return exception();
    }

    void check() throws StorePoisonedException {
        if (isSet()) {
            throw exception();
        }
    }

    /**
     * Tells the listener once. Called without a lock held, since the listener may take locks under which the writer is
     * called.
     */
    void tell() {
        if (isSet() && told.compareAndSet(false, true)) {
            listener.accept(cause.get());
        }
    }

    private StorePoisonedException exception() {
        Throwable first = cause.get();
        return new StorePoisonedException(
                "log is poisoned, the outcome of writes under way is unknown: cause=" + first, first);
    }
}
