package io.minilsm.internal.db;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, executor).execute(task);
    }
}
