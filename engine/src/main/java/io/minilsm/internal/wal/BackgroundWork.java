package io.minilsm.internal.wal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what a writer has under way outside its lock, so that closing waits for it. Thread-safe. */
final class BackgroundWork {
    private final Executor executor;
    private final ReentrantLock lock;
    private final Condition changed;
    private final LogPoison poison;

    // Guarded by lock.
    private int running;
    private boolean closing;

    /** Makes a counter over the writer's lock and the condition on which all of the writer's waiters wait. */
    BackgroundWork(Executor executor, ReentrantLock lock, Condition changed, LogPoison poison) {
        this.executor = executor;
        this.lock = lock;
        this.changed = changed;
        this.poison = poison;
    }

    void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // The latter says too that no thread is to be had.
            // Nobody else will: better late in this thread than never.
            task.run();
        }
    }

    /** Returns whether work may begin. Called under the lock. */
    boolean begin() {
        assert lock.isHeldByCurrentThread();
        if (closing || poison.isSet()) {
            return false;
        }
        running++;
        return true;
    }

    /** Called under the lock. */
    void end() {
        assert lock.isHeldByCurrentThread();
        running--;
        changed.signalAll();
    }

    /** Returns whether no more work may begin. Called under the lock. */
    boolean isClosing() {
        return closing;
    }

    /** Lets no more work begin and waits for the end of what has; returns false if that was done before. */
    boolean close() {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            changed.signalAll();
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
