package io.minilsm.internal.db;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Back-pressure: slows writers down when flushes or compactions fall behind, more the further they do, and stops them
 * only at the bound. Thread-safe. Waits before the pipeline, so that nobody is held up by somebody who waits.
 *
 * <p>The delay of a write grows with the square of the pressure and with its size: at half pressure a writer is slowed
 * to about 4 MB/s, towards full pressure to 1 MB/s, which any disk keeps up with.
 */
final class WriteStall {
    /** Tables on level 0 from which on writers are slowed. */
    private static final int SLOW_LEVEL_ZERO = 12;

    /** Tables on level 0 at which writers stop: each costs every missing read a look. */
    private static final int STOP_LEVEL_ZERO = 36;

    /** Delay per byte at full pressure. */
    private static final double FULL_PRESSURE_NANOS_PER_BYTE = 1000;

    /** Delays below this are saved up: sleeping is not more exact. */
    private static final long LEAST_DELAY_NANOS = 100_000;

    /** Longest single delay, so that a large batch is not kept for seconds. */
    private static final long MOST_DELAY_NANOS = 100_000_000;

    /** A stopped writer looks again this often even if nobody wakes it. */
    private static final long LOOK_MILLIS = 100;

    private final ReadStates states;
    private final long memtableBytes;
    private final boolean compacts;
    private final Start start;
    private final Counters counters;
    private final LongSupplier nanoTime;
    private final Timing timing;
    private final AtomicLong owedNanos = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Begins waiting: asks for what is waited for, and returns how to check that it still makes sense. */
    @FunctionalInterface
    interface Start {
        Stop begin();
    }

    /** Throws if waiting is in vain: the store is closed or poisoned, or the device is full. */
    @FunctionalInterface
    interface Stop {
        /**
         * Checks once.
         *
         * @param needsCompaction whether it is a compaction that is waited for, not only a flush
         */
        void check(boolean needsCompaction) throws IOException;
    }

    WriteStall(
            ReadStates states,
            long memtableBytes,
            boolean compacts,
            Start start,
            Counters counters,
            LongSupplier nanoTime,
            Timing timing) {
        this.states = states;
        this.memtableBytes = memtableBytes;
        this.compacts = compacts;
        this.start = start;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.timing = timing;
    }

    /** Waits as long as a write of that size must; returns at once if nothing is behind. */
    void await(long bytes) throws IOException {
        double pressure = pressure();
        if (pressure <= 0) {
            return;
        }
        long start = nanoTime.getAsLong();
        if (pressure >= 1) {
            awaitRelief();
        } else {
            payDelay((long) (bytes * pressure * pressure * FULL_PRESSURE_NANOS_PER_BYTE));
        }
        counters.stallNanos.add(nanoTime.getAsLong() - start);
    }

    /** Wakes who is stopped; called when a flush or compaction is done, and when the store is closed or poisoned. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** 0 is none, 1 is the bound. */
    private double pressure() {
        ReadState state = states.peek();
        if (state == null) {
            return 0;
        }
        double pressure = 0;
        if (state.frozen().size() >= CommitPipeline.MAX_FROZEN) {
            pressure = (double) state.active().memoryBytes() / memtableBytes;
        }
        return Math.max(pressure, levelZeroPressure(state));
    }

    private double levelZeroPressure(ReadState state) {
        if (state == null || !compacts) {
            return 0;
        }
        int levelZero = state.version().level(0).size();
        return Math.max(0, (double) (levelZero - SLOW_LEVEL_ZERO) / (STOP_LEVEL_ZERO - SLOW_LEVEL_ZERO));
    }

    private void awaitRelief() throws IOException {
        boolean interrupted = false;
        Stop stop = start.begin();
        lock.lock();
        try {
            while (pressure() >= 1) {
                stop.check(levelZeroPressure(states.peek()) >= 1);
                interrupted |= timing.await(changed, LOOK_MILLIS);
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void payDelay(long nanos) {
        long owed = owedNanos.addAndGet(nanos);
        if (owed < LEAST_DELAY_NANOS || !owedNanos.compareAndSet(owed, 0)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        long end = nanoTime.getAsLong() + Math.min(owed, MOST_DELAY_NANOS);
        for (long left; (left = end - nanoTime.getAsLong()) > 0; ) {
            interrupted |= timing.rest(this, left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
