package io.minilsm.bench.workload;

import java.util.Set;

/**
 * What one process has to do.
 *
 * @param engine name of the engine
 * @param directory where its stores go; exists and is empty
 * @param entries entries of the large stores
 * @param valueBytes length of a value
 * @param shape shape of the keys
 * @param memoryBytes memory for buffers and caches
 * @param maxMillis time after which a workload stops and reports what it has done
 * @param seconds time of the workloads that have no end: durable puts, reads while writing
 * @param logBytes bytes of keys and values in the log of a process that is killed
 * @param rows what is to be measured
 */
public record RoundSettings(
        String engine,
        String directory,
        int entries,
        int valueBytes,
        KeyShape shape,
        long memoryBytes,
        long maxMillis,
        double seconds,
        long logBytes,
        Set<Row> rows) {

    /** Returns the same with a part of the entries and of the time, to warm up. */
    public RoundSettings warmUp() {
        return new RoundSettings(
                engine,
                directory,
                Math.max(1000, entries / 10),
                valueBytes,
                shape,
                memoryBytes,
                Math.max(250, maxMillis / 10),
                seconds / 10,
                logBytes,
                rows);
    }

    /** Returns whether any of these is to be measured. */
    boolean wants(Row... any) {
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
