package io.minilsm.bench.workload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Measures a workload from its construction to {@link #end}. For one thread. */
public final class Meter {
    private final String workload;
    private final ProcessFigures start;

    /** Starts to measure. */
    public Meter(Row row) throws IOException {
        workload = row.label();
        start = ProcessFigures.now();
    }

    /**
     * What a workload did, of which the figures of the process say nothing.
     *
     * @param operationsPerCall entries of one call
     * @param putBytes bytes of keys and values that were put
     * @param settle whether what the process still has to do afterwards belongs to it
     */
    public record Work(int operationsPerCall, long putBytes, boolean settle) {
        /** Single reads. */
        public static final Work READS = new Work(1, 0, false);

        /** Reads of several entries per call. */
        public static Work reads(int perCall) {
            return new Work(perCall, 0, false);
        }

        /** Single writes. */
        public static Work writes(long putBytes) {
            return new Work(1, putBytes, true);
        }
    }

    /** Waits until what an unmeasured part left to be done is done, so that nothing of it is measured. */
    public static void settle() throws IOException, InterruptedException {
        ProcessFigures.awaitQuiet();
    }

    /** Ends the measurement; waits for what the process still has to do first, if the work asks for it. */
    public Measurement end(List<Lane> lanes, Work work) throws IOException, InterruptedException {
        long wall = System.nanoTime() - start.nanos();
        if (work.settle()) {
            ProcessFigures.awaitQuiet();
        }
        ProcessFigures end = ProcessFigures.now();
        long calls = 0;
        long callers = 0;
        for (Lane lane : lanes) {
            calls += lane.operations();
            callers += lane.cpuNanos();
        }
        return new Measurement(
                workload,
                calls * work.operationsPerCall(),
                wall,
                callers,
                end.cpuNanos() - start.cpuNanos(),
                work.putBytes(),
                end.writtenBytes() - start.writtenBytes(),
                0,
                0,
                end.residentBytes(),
                end.gcMillis() - start.gcMillis(),
                end.jitMillis() - start.jitMillis(),
                0,
                0,
                latencies(lanes),
                "");
    }

    /** Returns the latencies of all lanes. */
    static Latencies latencies(List<Lane> lanes) {
        Histogram all = new Histogram(3);
        all.setAutoResize(true);
        lanes.forEach(lane -> all.add(lane.histogram()));
        return Latencies.of(all);
    }

    /** Runs each call in a thread of its own and returns when all have ended, with the first failure if any. */
    public static void together(List<Callable<Void>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (Callable<Void> call : calls) {
                running.add(threads.submit(call));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
