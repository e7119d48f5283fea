package io.minilsm.internal.db;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/** Waits by real clocks. Stateless. */
enum SystemTiming implements Timing {
    INSTANCE;

    @Override
    public boolean await(Condition changed, long millis) {
        try {
            changed.await(millis, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public boolean rest(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
        return Thread.interrupted();
    }

    @Override
    public void runLater(Runnable task, Executor executor, long millis) {
        if (!(executor instanceof ScheduledExecutorService worker)) {
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, executor)
                    .execute(task);
            return;
        }
        // A store's own worker keeps the time, so that nothing of a closed store waits in a thread of the JDK.
        try {
            worker.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // The store was closed, and nothing is left to do: a snapshot may be closed later.
        }
    }
}
