package io.minilsm.bench.workload;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one process has to do.
 *
 * @param suite the group of workloads
 * @param engine name of the contender
 * @param directory where its stores go; exists and is empty
 * @param entries entries of the large stores
 * @param valueBytes length of a value
 * @param shape shape of the keys
 * @param memoryBytes memory for buffers and caches
 * @param maxMillis time after which a workload stops and reports what it has done
 * @param fillMillis the same for workloads that fill a store
 * @param durableMillis time of durable puts, which have no end
 * @param patience how many times longer a workload takes at most where the machine is busy with other things
 * @param logBytes bytes of keys and values in the log of a process that is killed
 * @param rows what is to be measured
 */
public record RoundSettings(
        Suite suite,
        String engine,
        String directory,
        int entries,
        int valueBytes,
        KeyShape shape,
        long memoryBytes,
        long maxMillis,
        long fillMillis,
        long durableMillis,
        int patience,
        long logBytes,
        Set<Row> rows) {

    /** Enough for the compiler to have seen everything, flushes and compactions too. */
    private static final int WARM_UP_ENTRIES = 100_000;

    /**
     * Returns the same with a part of the entries and of the time, to warm up: only the rows that cannot do so on the
     * store that they measure.
     */
    public RoundSettings warmUp() {
        return new RoundSettings(
                suite,
                engine,
                directory,
                Math.min(entries, Math.max(WARM_UP_ENTRIES, entries / 10)),
                valueBytes,
                shape,
                memoryBytes,
                maxMillis,
                Math.max(600, fillMillis / 10),
                durableMillis,
                1,
                logBytes,
                rows.stream().filter(RoundSettings::warmsUpElsewhere).collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean warmsUpElsewhere(Row row) {
        return row.kind() == Row.Kind.PUTS && row != Row.YCSB_A && row != Row.YCSB_B;
    }

    /** Returns the same with another number of entries. */
    public RoundSettings withEntries(int number) {
        return new RoundSettings(
                suite,
                engine,
                directory,
                number,
                valueBytes,
                shape,
                memoryBytes,
                maxMillis,
                fillMillis,
                durableMillis,
                patience,
                logBytes,
                rows);
    }

    /** Returns whether any of these is to be measured. */
    public boolean wants(Row... any) {
        for (Row each : any) {
            if (rows.contains(each)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the bytes of keys and values of the large stores. */
    public long dataBytes() {
        return (long) entries * (shape.keyBytes() + valueBytes);
    }
}
