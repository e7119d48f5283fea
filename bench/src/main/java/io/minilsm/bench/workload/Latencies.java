package io.minilsm.bench.workload;

import org.HdrHistogram.Histogram;

/**
 * How long single operations took.
 *
 * @param p50 median in nanoseconds; 0 if not of interest, as the others
 * @param p99 latency that one of 100 exceeds
 * @param p999 latency that one of 1000 exceeds
 * @param max longest latency
 */
public record Latencies(long p50, long p99, long p999, long max) {
    /** Nothing of interest. */
    public static final Latencies NONE = new Latencies(0, 0, 0, 0);

    static Latencies of(Histogram histogram) {
        return new Latencies(
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
