package io.minilsm.bench.workload;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One thread's part of a workload: it does operations until it has done all or the time is over, and takes the time of
 * each. One reading of the clock ends an operation and starts the next.
 */
public final class Lane {
    /** What is done once is not cut off. */
    public static final long FOREVER_MILLIS = 3_600_000;

    private static final long MOST_WARM_UP_MILLIS = 5000;
    private static final long MOST_WARM_UP_TIMES = 25;
    private static final long MIN_SLICE_MILLIS = 80;

    /** On a busy machine the compiler waits for its turn as well: one quiet slice says nothing. */
    private static final int QUIET_SLICES = 3;

    private static final long MAX_TRACKED_NANOS = 60_000_000_000L;

    private final Histogram histogram = new Histogram(MAX_TRACKED_NANOS, 3);
    private long operations;
    private long cpuNanos;
    private long wallNanos;

    /** Work for a time. */
    public interface Work {
        /** Does it. */
        void run(long millis) throws Exception;
    }

    /** An operation; its argument counts from 0. */
    public interface Operation {
        /** Does it once. */
        void run(int number) throws Exception;
    }

    /**
     * Runs the operation up to {@code limit} times, for about the given time of work from now.
     *
     * @param patience how many times longer it takes at most where the machine is busy with other things
     */
    public void run(int limit, long maxMillis, int patience, Operation operation) throws Exception {
        run(limit, new Deadline(maxMillis, patience), operation);
    }

    /** Runs an operation that waits, for the device or for others, for the given time of the clock from now. */
    public void runByClock(int limit, long millis, Operation operation) throws Exception {
        run(limit, new Deadline(millis, 1), operation);
    }

    private void run(int limit, Deadline deadline, Operation operation) throws Exception {
        long cpu = cpuNanosNow();
        long start = System.nanoTime();
        long before = start;
        int done = 0;
        while (done < limit && !deadline.isOver(before)) {
            operation.run(done);
            long after = System.nanoTime();
            histogram.recordValue(Math.min(MAX_TRACKED_NANOS, after - before));
            before = after;
            done++;
        }
        operations = done;
        cpuNanos = cpuNanosNow() - cpu;
        wallNanos = before - start;
    }

    /**
     * Runs the operation without measuring until the compiler has hardly anything to do any more: for a part of the
     * time at least, and for some seconds at most.
     */
    public static void warmUp(long maxMillis, Operation operation) throws Exception {
        warmUpInSlices(maxMillis, millis -> new Lane().runByClock(Integer.MAX_VALUE, millis, operation));
    }

    /** The same with work that several threads do together. */
    public static void warmUpInSlices(long maxMillis, Work work) throws Exception {
        long slice = Math.max(MIN_SLICE_MILLIS, maxMillis / 4);
        long most = Math.min(MOST_WARM_UP_MILLIS, MOST_WARM_UP_TIMES * maxMillis);
        int quiet = 0;
        for (long spent = 0; spent < most && quiet < QUIET_SLICES; spent += slice) {
            long before = ProcessFigures.compilerMillis();
            work.run(slice);
            quiet = ProcessFigures.compilerMillis() - before < slice / 15 ? quiet + 1 : 0;
        }
    }

    private static long cpuNanosNow() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /**
     * The end of a measured time: when it has passed, but if the machine gave this thread less than half of it, later,
     * so that a busy machine does not make short measurements.
     */
    private static final class Deadline {
        private final long neededNanos;
        private final long cpuStart = cpuNanosNow();
        private final long last;
        private long next;

        Deadline(long maxMillis, int mostTimes) {
            neededNanos = TimeUnit.MILLISECONDS.toNanos(maxMillis) / 2;
            next = System.nanoTime() + 2 * neededNanos;
            last = next + (mostTimes - 1) * 2 * neededNanos;
        }

        boolean isOver(long now) {
            if (now - next < 0) {
                return false;
            }
            next = now + neededNanos / 4;
            return now - last >= 0 || cpuNanosNow() - cpuStart >= neededNanos;
        }
    }

    /** Runs an operation every so many nanoseconds for about the given time; latencies begin when it was due. */
    void runPaced(long stepNanos, long maxMillis, Operation operation) throws Exception {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long steps = TimeUnit.MILLISECONDS.toNanos(maxMillis) / stepNanos;
        long giveUp = start + 4 * TimeUnit.MILLISECONDS.toNanos(maxMillis);
        long now = start;
        int done = 0;
        while (done < steps && now - giveUp < 0) {
            long due = start + done * stepNanos;
            while ((now = System.nanoTime()) - due < 0) {
                Thread.onSpinWait();
            }
            operation.run(done);
            now = System.nanoTime();
            histogram.recordValue(Math.min(MAX_TRACKED_NANOS, now - due));
            done++;
        }
        operations = done;
        cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    }

    Histogram histogram() {
        return histogram;
    }

    /** Returns the operations done. */
    public long operations() {
        return operations;
    }

    /** Returns operations per second of the clock. */
    double perSecond() {
        return wallNanos == 0 ? 0 : operations * 1e9 / wallNanos;
    }

    long cpuNanos() {
        return cpuNanos;
    }
}
