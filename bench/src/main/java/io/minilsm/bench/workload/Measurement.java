package io.minilsm.bench.workload;

/**
 * What one workload cost in one round. Everything is of the measured time alone, but where it says otherwise.
 *
 * @param workload its name
 * @param operations operations done: entries put, read or walked over, or seeks
 * @param wallNanos time that passed
 * @param callerNanos CPU time of the threads that called, added up
 * @param processNanos CPU time of the whole process but the compiler's, until it was quiet after writes
 * @param putBytes bytes of keys and values that were put
 * @param writtenBytes bytes that the process sent towards the device, until it was quiet after writes
 * @param spaceBytes bytes that the store occupies afterwards; 0 if not of interest
 * @param liveBytes bytes of keys and values that are in it; 0 if not of interest
 * @param residentBytes resident memory of the process afterwards, heap and mapped files included
 * @param gcMillis time of garbage collections
 * @param jitMillis CPU time of the compiler
 * @param forces forces of the log; 0 if the store does not tell, or it is not of interest
 * @param barePerSecond rate of a bare loop of write + force beside it, so that the median of the turns' ratios is the
 *     ratio of the rates; 0 if there was none
 * @param latencies how long single operations took
 * @param note what is to be said about it, or empty
 */
public record Measurement(
        String workload,
        long operations,
        long wallNanos,
        long callerNanos,
        long processNanos,
        long putBytes,
        long writtenBytes,
        long spaceBytes,
        long liveBytes,
        long residentBytes,
        long gcMillis,
        long jitMillis,
        long forces,
        double barePerSecond,
        Latencies latencies,
        String note) {

    /** Returns a measurement that has nothing but a remark. */
    public static Measurement remark(String workload, String note) {
        return new Measurement(workload, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Latencies.NONE, note);
    }

    /** Returns operations per second of the clock. */
    public double perSecond() {
        return rate(wallNanos);
    }

    /** Returns operations per second of the callers' CPU time. */
    public double perCallerSecond() {
        return rate(callerNanos);
    }

    /** Returns operations per second of the whole process's CPU time. */
    public double perProcessSecond() {
        return rate(processNanos);
    }

    /** Returns bytes towards the device per byte put. */
    public double writeAmplification() {
        return putBytes == 0 ? 0 : (double) writtenBytes / putBytes;
    }

    /** Returns bytes occupied per live byte. */
    public double spaceAmplification() {
        return liveBytes == 0 ? 0 : (double) spaceBytes / liveBytes;
    }

    /** Returns forces of the log per operation. */
    public double forcesPerOperation() {
        return operations == 0 ? 0 : (double) forces / operations;
    }

    /** Returns the same with the space that the store occupies and the bytes that live in it. */
    Measurement withSpace(long occupied, long live) {
        return with(occupied, live, latencies, note);
    }

    /** Returns operations per second, per that of a bare loop of write + force beside it. */
    public double perBare() {
        return barePerSecond == 0 ? 0 : perSecond() / barePerSecond;
    }

    /** Returns this and a later part of the same workload together, without latencies. */
    Measurement plus(Measurement later) {
        return new Measurement(
                workload,
                operations + later.operations,
                wallNanos + later.wallNanos,
                callerNanos + later.callerNanos,
                processNanos + later.processNanos,
                putBytes + later.putBytes,
                writtenBytes + later.writtenBytes,
                0,
                0,
                later.residentBytes,
                gcMillis + later.gcMillis,
                jitMillis + later.jitMillis,
                0,
                0,
                Latencies.NONE,
                "");
    }

    /** Returns the same with latencies, forces of the store, and the rate of the bare loop beside it. */
    Measurement beside(Latencies times, long number, double bare) {
        return new Measurement(
                workload,
                operations,
                wallNanos,
                callerNanos,
                processNanos,
                putBytes,
                writtenBytes,
                spaceBytes,
                liveBytes,
                residentBytes,
                gcMillis,
                jitMillis,
                number,
                bare,
                times,
                note);
    }

    /** Returns the same with a remark. */
    Measurement withNote(String remark) {
        return with(spaceBytes, liveBytes, latencies, remark);
    }

    /** Returns the same without latencies. */
    public Measurement withoutLatencies() {
        return with(spaceBytes, liveBytes, Latencies.NONE, note);
    }

    private Measurement with(long space, long live, Latencies times, String remark) {
        return new Measurement(
                workload,
                operations,
                wallNanos,
                callerNanos,
                processNanos,
                putBytes,
                writtenBytes,
                space,
                live,
                residentBytes,
                gcMillis,
                jitMillis,
                forces,
                barePerSecond,
                times,
                remark);
    }

    private double rate(long nanos) {
        return nanos == 0 ? 0 : operations * 1e9 / nanos;
    }
}
