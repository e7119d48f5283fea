package io.minilsm.bench.report;

import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Row;
import java.util.function.ToDoubleFunction;

/** A way to look at a measurement. A value of 0 says that there is nothing to see. */
public enum Metric {
    /** Operations per second of the callers' CPU time. */
    PER_CALLER_SECOND("operations per second of the callers' CPU time", true, Measurement::perCallerSecond),
    /** Operations per second of the whole process's CPU time. */
    PER_PROCESS_SECOND(
            "operations per second of the whole process's CPU time but the compiler's, until it was quiet",
            true,
            Measurement::perProcessSecond),
    /** Operations per second of the clock. */
    PER_SECOND("operations per second of the clock", true, Measurement::perSecond),
    /** What a store makes of the device. */
    PER_BARE("operations per write + force of a bare loop that took turns with it", true, Measurement::perBare),
    /** The time of one operation. */
    MILLIS("milliseconds per operation", false, m -> m.operations() == 0 ? 0 : m.wallNanos() / 1e6 / m.operations()),
    /** Median latency. */
    P50("median latency, microseconds", false, m -> m.latencies().p50() / 1e3),
    /** Latency that one of 100 exceeds. */
    P99("p99 latency, microseconds", false, m -> m.latencies().p99() / 1e3),
    /** Latency that one of 1000 exceeds. */
    P999("p99.9 latency, microseconds", false, m -> m.latencies().p999() / 1e3),
    /** The longest latency. */
    MAX("longest latency, microseconds", false, m -> m.latencies().max() / 1e3),
    /** Bytes towards the device per byte put. */
    WRITE_AMPLIFICATION("bytes written per byte put", false, Measurement::writeAmplification),
    /** Bytes occupied per live byte. */
    SPACE_AMPLIFICATION("bytes occupied per live byte", false, Measurement::spaceAmplification),
    /** Forces of the log. */
    FORCES("forces of the log per operation", false, Measurement::forcesPerOperation),
    /** Resident memory. */
    RESIDENT("resident memory afterwards, MiB, heap and mapped files included", false, m -> m.residentBytes()
            / 1048576.0),
    /** Garbage collection. */
    GC("garbage collection, milliseconds", false, Measurement::gcMillis),
    /** Compiler. */
    JIT("compiler, milliseconds of CPU", false, Measurement::jitMillis);

    private final String title;
    private final boolean moreIsBetter;
    private final ToDoubleFunction<Measurement> value;

    Metric(String title, boolean moreIsBetter, ToDoubleFunction<Measurement> value) {
        this.title = title;
        this.moreIsBetter = moreIsBetter;
        this.value = value;
    }

    /** Returns the metric that says most about a workload. */
    public static Metric leading(String workload) {
        Row.Kind kind = Row.of(workload).map(Row::kind).orElse(Row.Kind.READS);
        return switch (kind) {
            case OPENING, CLOSING -> MILLIS;
            case DURABLE_PUTS -> PER_BARE;
            case PACED_BY_TIME -> PER_SECOND;
            case LATENCY -> P999;
            case ROUTED_PUTS -> PER_PROCESS_SECOND;
            case PUTS, READS -> PER_CALLER_SECOND;
        };
    }

    /** Returns what it is, with its unit. */
    public String title() {
        return title;
    }

    /** Returns what it is, in a word or two. */
    public String shortTitle() {
        return switch (this) {
            case PER_CALLER_SECOND -> "callers' CPU";
            case PER_PROCESS_SECOND -> "process CPU";
            case PER_SECOND -> "clock";
            case PER_BARE -> "per force of a bare loop";
            case MILLIS -> "time";
            case P50 -> "median latency";
            case P99 -> "p99";
            case P999 -> "p99.9";
            case MAX -> "longest";
            case WRITE_AMPLIFICATION -> "bytes written";
            case SPACE_AMPLIFICATION -> "space";
            case FORCES -> "forces";
            case RESIDENT -> "memory";
            case GC, JIT -> title;
        };
    }

    /** Returns a word for its unit. */
    public String unit() {
        return switch (this) {
            case PER_CALLER_SECOND -> "/cpu-s";
            case PER_PROCESS_SECOND -> "/process-cpu-s";
            case PER_SECOND -> "/s";
            case PER_BARE -> "/bare";
            case MILLIS -> "ms";
            case P999 -> "p99.9 us";
            default -> "";
        };
    }

    /** Returns the value; 0 if there is none. */
    public double of(Measurement measurement) {
        return value.applyAsDouble(measurement);
    }

    /** Returns how many times better the first value is than the second; above 1 is better. */
    public double ratio(double ours, double theirs) {
        return moreIsBetter ? ours / theirs : theirs / ours;
    }

    /** Returns whether the first value is better than the second. */
    public boolean isBetter(double first, double second) {
        return moreIsBetter ? first > second : first < second;
    }
}
