package io.minilsm.internal.db;

import io.minilsm.api.DiskFullException;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs one kind of background job, flush or compaction, step by step while there is something to do. Thread-safe.
 *
 * <p>A full device stops the steps until the next request and is told to who waits; any other failure poisons the
 * store.
 */
final class Background {
    private static final Logger LOG = System.getLogger("io.minilsm");

    /** Does one step; returns false if there was nothing to do. */
    @FunctionalInterface
    interface Step {
        boolean run() throws IOException;
    }

    private final String name;
    private final Step step;
    private final ExecutorService worker;
    private final Poison poison;
    private final Runnable onProgress;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private boolean running;
    private boolean requested;
    private boolean stopped;
    private DiskFullException deviceFull;

    Background(String name, Step step, ExecutorService worker, Poison poison, Runnable onProgress) {
        this.name = name;
        this.step = step;
        this.worker = worker;
        this.poison = poison;
        this.onProgress = onProgress;
    }

    /** Asks for the job to be done; returns at once. */
    void request() {
        lock.lock();
        try {
            requested = true;
            if (!running && !stopped) {
                worker.execute(this::runSteps); // It cannot begin before the lock is free.
                running = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the condition holds, asking for the job as long as it does not. */
    void await(Step isDone) throws IOException {
        boolean interrupted = false;
        clearDeviceFull();
        try {
            while (!isDone.run()) {
                poison.check();
                checkDeviceFull();
                request();
                interrupted |= awaitChange(isDone);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws if the last step found the device full; asks for another try. */
    void checkDeviceFull() throws DiskFullException {
        DiskFullException full;
        lock.lock();
        try {
            full = deviceFull;
        } finally {
            lock.unlock();
        }
        if (full != null) {
            request();
            throw new DiskFullException(name + " stopped: " + full.getMessage() + "; free space and try again", full);
        }
    }

    /** Starts no more steps and waits for the one that runs. */
    void stop() {
        boolean interrupted = false;
        lock.lock();
        try {
            stopped = true;
            while (running) {
                changed.signalAll();
                interrupted |= awaitChange();
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void runSteps() {
        while (takeRequest()) {
            try {
                while (!isStopped() && !poison.isSet() && step.run()) {
                    clearDeviceFull();
                    onProgress.run();
                    signal();
                }
            } catch (DiskFullException e) {
                LOG.log(Logger.Level.WARNING, name + " stopped: the device is full", e);
                lock.lock();
                try {
                    deviceFull = e;
                    requested = false; // The next request tries again.
                } finally {
                    lock.unlock();
                }
            } catch (Throwable e) {
                LOG.log(Logger.Level.ERROR, name + " failed; the store takes no more writes", e);
                poison.set(e);
            }
            onProgress.run();
            signal();
        }
    }

    private boolean takeRequest() {
        lock.lock();
        try {
            boolean goOn = requested && !stopped && !poison.isSet();
            requested = false;
            running = goOn;
            changed.signalAll();
            return goOn;
        } finally {
            lock.unlock();
        }
    }

    private void clearDeviceFull() {
        lock.lock();
        try {
            deviceFull = null;
        } finally {
            lock.unlock();
        }
    }

    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, a tenth of a second at most; returns whether the thread was interrupted. */
    private boolean awaitChange(Step isDone) throws IOException {
        lock.lock();
        try {
            // What was done before the lock was taken was signalled before.
            return !isDone.run() && awaitChange();
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitChange() {
        lock.lock();
        try {
            changed.await(100, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        } finally {
            lock.unlock();
        }
    }
}
