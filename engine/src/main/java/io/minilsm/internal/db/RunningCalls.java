package io.minilsm.internal.db;

import io.minilsm.api.StoreClosedException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the calls that are inside the store, so that closing can wait for them and later ones are refused.
 * Thread-safe.
 *
 * <p>Two counters instead of one: reading "left" before "entered" makes equality mean that everybody who had entered
 * had left, whatever happens in between; one counter that goes up and down, spread over cells, could show zero by
 * accident.
 */
final class RunningCalls {
    /** How long the closing thread rests between two looks; short against any call that is worth waiting for. */
    private static final long LOOK_NANOS = 200_000;

    private final Path directory;
    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean closed;

    RunningCalls(Path directory) {
        this.directory = directory;
    }

    /** Starts a call; must be followed by {@link #exit()} in a finally. */
    void enter() {
        if (!tryEnter()) {
            throw closedException();
        }
    }

    /** Starts a call as {@link #enter} does; returns false if the store is closed. */
    boolean tryEnter() {
        entered.increment();
        // The counting must not sink below the look: an adder's increment alone does not promise that.
        VarHandle.fullFence();
        if (closed) {
            left.increment();
            return false;
        }
        return true;
    }

    /** Ends a call. */
    void exit() {
        left.increment();
    }

    boolean isClosed() {
        return closed;
    }

    /** Throws if calls are refused: for a call that is inside for long, so that closing need not wait for its end. */
    void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    StoreClosedException closedException() {
        return new StoreClosedException("store is closed: directory=" + directory);
    }

    /** Refuses calls from now on. */
    void close() {
        closed = true;
    }

    /** Waits until all calls have left. Not interruptible; keeps the flag. */
    void awaitQuiet() {
        boolean interrupted = false;
        while (left.sum() < entered.sum()) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
