package io.minilsm.internal.db;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;

/**
 * How the engine lets time pass: everything that waits for background work, slows a writer down or puts work off does
 * so here, so that a test can have one thread do it all, in an order of its choice. Thread-safe.
 *
 * <p>Not here: waits of one writer for another, and of the log for its own background work. In one thread they are
 * never waited for.
 */
public interface Timing {
    /**
     * Waits until the condition is signalled, or that time is over. The lock of the condition is held by the caller,
     * and let go meanwhile if anybody else is to run.
     *
     * @return whether the thread was interrupted, which ends the waiting and clears the flag
     */
    boolean await(Condition changed, long millis);

    /**
     * Rests; may return early.
     *
     * @return whether the thread was interrupted, which ends the rest and clears the flag
     */
    boolean rest(Object blocker, long nanos);

    /** Has the executor run the task when that time is over; a task that it rejects then is forgotten. */
    void runLater(Runnable task, Executor executor, long millis);

    /** Returns the timing of real clocks and threads. */
    static Timing system() {
        return SystemTiming.INSTANCE;
    }
}
