package io.minilsm.camel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds and counts the writes of one producer that are on their way to the disk, by number and by bytes: who finds no
 * room waits, in the order of coming, which is the back-pressure that a route feels. Thread-safe.
 */
final class InFlightWrites {
    private final int limit;
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    // Guarded by lock.
    private final Deque<Condition> waiting = new ArrayDeque<>();
    private int count;
    private long bytes;
    private boolean closed;
    private long waits;
    private long waitNanos;
    private long finished;

    InFlightWrites(int limit, long limitBytes) {
        this.limit = limit;
        this.limitBytes = limitBytes;
    }

    /** Counts a write of so many bytes, waiting for room. */
    void enter(long size) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed && (!waiting.isEmpty() || !fits(size))) {
                waitForRoom(size);
            }
            if (closed) {
                throw new RejectedExecutionException("producer is stopped: a write was refused");
            }
            count++;
            bytes += size;
        } finally {
            lock.unlock();
        }
    }

    /** A write that is larger than the limit has room where no other is. */
    private boolean fits(long size) {
        return count < limit && (count == 0 || size <= limitBytes - bytes);
    }

    private void waitForRoom(long size) throws InterruptedException {
        waits++;
        long start = System.nanoTime();
        Condition turn = lock.newCondition();
        waiting.addLast(turn);
        try {
            while (!closed && (waiting.peekFirst() != turn || !fits(size))) {
                turn.await();
            }
        } finally {
            boolean first = waiting.peekFirst() == turn;
            waiting.remove(turn);
            if (first) {
                wakeFirst();
            }
            waitNanos += System.nanoTime() - start;
        }
    }

    /** Whoever is first looks again whether there is room; further ones are woken by those who found some. */
    private void wakeFirst() {
        Condition first = waiting.peekFirst();
        if (first != null) {
            first.signal();
        }
    }

    /** Counts a write out again, whatever came of it. */
    void leave(long size) {
        lock.lock();
        try {
            count--;
            bytes -= size;
            finished++;
            wakeFirst();
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
            waiting.forEach(Condition::signal);
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
            return new Figures(count, bytes, finished, waits, waitNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Figures of one moment.
     *
     * @param inFlight writes under way
     * @param bytes bytes of keys and values in them
     * @param finished writes that ended, well or badly
     * @param waits writes that had to wait for room
     * @param waitNanos the time that they waited, those that wait now not counted
     */
    record Figures(int inFlight, long bytes, long finished, long waits, long waitNanos) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    inFlight + other.inFlight,
                    bytes + other.bytes,
                    finished + other.finished,
                    waits + other.waits,
                    waitNanos + other.waitNanos);
        }
    }
}
