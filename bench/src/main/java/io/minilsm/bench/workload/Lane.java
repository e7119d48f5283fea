package io.minilsm.bench.workload;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One thread's part of a workload: it does operations until it has done all or the time is over, and takes the time of
 * each. One reading of the clock ends an operation and starts the next.
 */
final class Lane {
    private static final long MAX_TRACKED_NANOS = 60_000_000_000L;

    private final Histogram histogram = new Histogram(MAX_TRACKED_NANOS, 3);
    private long operations;
    private long cpuNanos;

    /** An operation; its argument counts from 0. */
    interface Operation {
        void run(int number) throws Exception;
    }

    /** Runs the operation up to {@code limit} times, for about the given time from now. */
    void run(int limit, long maxMillis, Operation operation) throws Exception {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long before = System.nanoTime();
        long deadlineNanos = before + TimeUnit.MILLISECONDS.toNanos(maxMillis);
        int done = 0;
        while (done < limit && before - deadlineNanos < 0) {
            operation.run(done);
            long after = System.nanoTime();
            histogram.recordValue(Math.min(MAX_TRACKED_NANOS, after - before));
            before = after;
            done++;
        }
        operations = done;
        cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    }

    Histogram histogram() {
        return histogram;
    }

    long operations() {
        return operations;
    }

    long cpuNanos() {
        return cpuNanos;
    }
}
