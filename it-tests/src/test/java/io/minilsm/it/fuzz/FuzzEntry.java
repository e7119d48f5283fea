package io.minilsm.it.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a fuzzer calls: gives an input to the target named by the property {@code fuzz.target} and holds it to its
 * bounds. Time is that of the processor, so that a busy machine makes no findings.
 */
public final class FuzzEntry {
    /** The first inputs pay for the loading of classes. */
    private static final int FREE_RUNS = 20;

    /** Instrumented code is slower; the fuzzer's own timeout is far above. */
    private static final int SLOWNESS = Integer.getInteger("fuzz.slowness", 1);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static FuzzTarget target;
    private static int runs;

    private FuzzEntry() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        if (target == null) {
            target = FuzzTarget.of(System.getProperty("fuzz.target"));
        }
        boolean free = runs++ < FREE_RUNS;
        run(target, input, free);
    }

    /**
     * Runs an input; every exception, and every bound that does not hold, leaves as it is. What is beyond a bound is
     * run once more: the first time may have paid for the loading of classes.
     */
    static void run(FuzzTarget target, byte[] input, boolean withoutBounds) throws Exception {
        String beyond = measure(target, input);
        if (beyond != null && !withoutBounds) {
            beyond = measure(target, input);
            require(beyond == null, beyond);
        }
    }

    /** Returns which bound does not hold; null if all do. */
    private static String measure(FuzzTarget target, byte[] input) throws Exception {
        long thread = Thread.currentThread().getId();
        long bytesBefore = THREADS.getThreadAllocatedBytes(thread);
        long nanosBefore = THREADS.getCurrentThreadCpuTime();
        target.body.run(new FuzzInput(input));
        long bytes = THREADS.getThreadAllocatedBytes(thread) - bytesBefore;
        long millis = (THREADS.getCurrentThreadCpuTime() - nanosBefore) / 1_000_000;
        long mostBytes = target.baseBytes + target.bytesPerByte * input.length;
        String of = ", target=" + target.id() + ", input=" + input.length + " bytes";
        if (bytes > mostBytes) {
            return "too much memory: actual=" + bytes + " bytes, expected<=" + mostBytes + of;
        } else if (millis > target.millis * SLOWNESS) {
            return "too much time: actual=" + millis + " ms, expected<=" + target.millis * SLOWNESS + of;
        }
        return null;
    }

    /** Throws unless it holds; not an assert statement, so that it does not depend on how the JVM was started. */
    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
