package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.StoreClosedException;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs one kind of background job, flush or compaction, step by step while there is something to do. Thread-safe.
 *
 * <p>A step that fails with an {@link IOException}, because the device is full or a table could not be read, ends its
 * round of steps and is told to who waits for that round or a later one: what must poison the store has done so where
 * it failed. The next request begins another round. A failure of another kind is a bug of ours and poisons the store.
 */
final class Background {
    private static final Logger LOG = System.getLogger("io.minilsm");

    /** Who waits looks again this often even if nobody wakes it. */
    private static final long LOOK_MILLIS = 100;

    /** Does one step; returns false if there was nothing to do. */
    @FunctionalInterface
    interface Step {
        boolean run() throws IOException;
    }

    private final String name;
    private final Step step;
    private final ExecutorService worker;
    private final Timing timing;
    private final Poison poison;
    private final Runnable onProgress;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private boolean running;
    private boolean requested;
    private boolean stopped;
    private long round;
    private IOException obstacle;
    private long obstacleRound;

    Background(
            String name, Step step, ExecutorService worker, Timing timing, Poison poison, Runnable onProgress) {
        this.name = name;
        this.step = step;
        this.worker = worker;
        this.timing = timing;
        this.poison = poison;
        this.onProgress = onProgress;
    }

    /** Asks for the job to be done; returns at once, with the number of the round that will do it. */
    long request() {
        lock.lock();
        try {
            requested = true;
            long mine = round + 1;
            if (!running && !stopped) {
                begin();
            }
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /** Called with the lock held. The worker may run the steps in this thread, before this returns. */
    private void begin() {
        running = true;
        boolean begun = false;
        try {
            worker.execute(this::runSteps);
            begun = true;
        } finally {
            running &= begun;
        }
    }

    /** Waits until the condition holds, asking for the job as long as it does not. */
    void await(Step isDone) throws IOException {
        boolean interrupted = false;
        try {
            long mine = request();
            while (!isDone.run()) {
                poison.check();
                checkObstacle(mine);
                requireNotStopped();
                request();
                interrupted |= awaitChange(isDone);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws if the round, as {@link #request()} numbered it, or a later one was the last that ended and failed. */
    void checkObstacle(long sinceRound) throws IOException {
        IOException why;
        lock.lock();
        try {
            why = obstacleRound >= sinceRound ? obstacle : null;
        } finally {
            lock.unlock();
        }
        if (why == null) {
            return;
        }
        if (why instanceof DiskFullException) {
            throw new DiskFullException(name + " stopped: " + why.getMessage() + "; free space and try again", why);
        }
        if (why instanceof CorruptionException damage) {
            throw new CorruptionException(
                    name + " stopped: damaged table", damage.file(), damage.offset(), damage.getMessage(), damage);
        }
        throw new IOException(name + " stopped: " + why.getMessage(), why);
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

    private void requireNotStopped() {
        if (isStopped()) {
            throw new StoreClosedException(name + " comes no more: the store is being closed");
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
        boolean ended = false;
        try {
            runRounds();
            ended = true;
        } finally {
            if (!ended) { // A logger may throw; who closes the store must not wait for ever.
                end();
            }
        }
    }

    private void end() {
        lock.lock();
        try {
            running = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void runRounds() {
        while (takeRequest()) {
            try {
                while (!isStopped() && !poison.isSet() && step.run()) {
                    onProgress.run();
                    signal();
                }
                endRound(null);
            } catch (IOException e) {
                endRound(e);
                LOG.log(Logger.Level.WARNING, name + " stopped until the next request", e);
            } catch (Throwable e) {
                poison.set(e);
                LOG.log(Logger.Level.ERROR, name + " failed; the store takes no more writes", e);
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
            round += goOn ? 1 : 0;
            changed.signalAll();
            return goOn;
        } finally {
            lock.unlock();
        }
    }

    private void endRound(IOException failure) {
        lock.lock();
        try {
            obstacle = failure;
            obstacleRound = round;
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
            return timing.await(changed, LOOK_MILLIS);
        } finally {
            lock.unlock();
        }
    }
}
