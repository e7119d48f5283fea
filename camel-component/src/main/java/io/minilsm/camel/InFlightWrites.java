package io.minilsm.camel;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds and counts the writes of one producer that are on their way to the disk: who finds no room waits, which is the
 * back-pressure that a route feels. Thread-safe.
 */
final class InFlightWrites {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition idle = lock.newCondition();

    // Guarded by lock.
    private int count;
    private boolean closed;
    private long waits;
    private long waitNanos;
    private long finished;

    InFlightWrites(int limit) {
        this.limit = limit;
    }

    /** Counts a write, waiting for room. */
    void enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (count >= limit && !closed) {
                waitForRoom();
            }
            if (closed) {
                throw new RejectedExecutionException("producer is stopped: a write was refused");
            }
            count++;
        } finally {
            lock.unlock();
        }
    }

    private void waitForRoom() throws InterruptedException {
        waits++;
        long start = System.nanoTime();
        try {
            while (count >= limit && !closed) {
                room.await();
            }
        } finally {
            waitNanos += System.nanoTime() - start;
        }
    }

    /** Counts a write out again, whatever came of it. */
    void leave() {
        lock.lock();
        try {
            count--;
            finished++;
            room.signal();
            if (count == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets writes in again after {@link #close}. */
    void open() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further writes, those that wait too, and waits for the ones under way; returns how many are left. */
    int close(long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            while (count > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the figures of this moment. */
    Figures figures() {
        lock.lock();
        try {
            return new Figures(count, finished, waits, waitNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Figures of one moment.
     *
     * @param inFlight writes under way
     * @param finished writes that ended, well or badly
     * @param waits writes that had to wait for room
     * @param waitNanos the time that they waited, those that wait now not counted
     */
    record Figures(int inFlight, long finished, long waits, long waitNanos) {
        static final Figures NONE = new Figures(0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    inFlight + other.inFlight,
                    finished + other.finished,
                    waits + other.waits,
                    waitNanos + other.waitNanos);
        }
    }
}
