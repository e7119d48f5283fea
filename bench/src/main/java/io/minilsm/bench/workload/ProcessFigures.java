package io.minilsm.bench.workload;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param nanos the clock
 * @param cpuNanos CPU time of all threads
 * @param writtenBytes bytes sent towards the device; 0 where the system does not tell
 * @param residentBytes resident memory; 0 where the system does not tell
 * @param gcMillis time of garbage collections
 * @param jitMillis time of the compiler
 */
record ProcessFigures(
        long nanos, long cpuNanos, long writtenBytes, long residentBytes, long gcMillis, long jitMillis) {
    private static final Path IO = Path.of("/proc/self/io");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WINDOW_MILLIS = 40;
    private static final int QUIET_WINDOWS = 5;

    /** A tenth of a core is not work that was left over. */
    private static final long QUIET_NANOS = WINDOW_MILLIS * 100_000L;

    /** Work that was left over for longer is not waited for. */
    private static final int MAX_WINDOWS = 120_000 / WINDOW_MILLIS;

    static ProcessFigures now() throws IOException {
        long gc = 0;
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            gc += Math.max(0, each.getCollectionTime());
        }
        return new ProcessFigures(
                System.nanoTime(),
                processCpuNanos(),
                field(IO, "write_bytes:"),
                field(STATUS, "VmRSS:") << 10,
                gc,
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    /** Waits until this process neither works nor writes any more: flushes and compactions have ended. */
    static void awaitQuiet() throws IOException, InterruptedException {
        int quiet = 0;
        long cpu = processCpuNanos();
        long written = field(IO, "write_bytes:");
        for (int i = 0; i < MAX_WINDOWS && quiet < QUIET_WINDOWS; i++) {
            Thread.sleep(WINDOW_MILLIS);
            long cpuNow = processCpuNanos();
            long writtenNow = field(IO, "write_bytes:");
            quiet = cpuNow - cpu < QUIET_NANOS && writtenNow == written ? quiet + 1 : 0;
            cpu = cpuNow;
            written = writtenNow;
        }
    }

    private static long processCpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long field(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return 0;
        }
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
