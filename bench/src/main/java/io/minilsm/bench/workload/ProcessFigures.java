package io.minilsm.bench.workload;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param nanos the clock
 * @param cpuNanos CPU time of all threads but those of the compiler
 * @param writtenBytes bytes sent towards the device; 0 where the system does not tell
 * @param residentBytes resident memory; 0 where the system does not tell
 * @param gcMillis time of garbage collections
 * @param jitMillis CPU time of the compiler; of the clock where the system does not tell
 */
record ProcessFigures(
        long nanos, long cpuNanos, long writtenBytes, long residentBytes, long gcMillis, long jitMillis) {
    private static final Path IO = Path.of("/proc/self/io");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path TASKS = Path.of("/proc/self/task");
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
        long jit = compilerNanos();
        return new ProcessFigures(
                System.nanoTime(),
                processCpuNanos() - jit,
                field(IO, "write_bytes:"),
                field(STATUS, "VmRSS:") << 10,
                gc,
                compilerMillis());
    }

    /** Returns the CPU time of the compiler; of the clock where the system does not tell. */
    static long compilerMillis() throws IOException {
        long nanos = compilerNanos();
        return nanos != 0 ? nanos / 1_000_000 : ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
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

    /** Returns the CPU time of the compiler's threads, which HotSpot started once and for all; 0 if nobody tells. */
    private static long compilerNanos() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos += compilerNanos(task);
            }
        }
        return nanos;
    }

    private static long compilerNanos(Path task) throws IOException {
        try {
            // The kernel cuts names: "C2 CompilerThread0" becomes "C2 CompilerThre".
            boolean compiler = Files.readString(task.resolve("comm")).contains("CompilerThre");
            return compiler ? Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]) : 0;
        } catch (IOException e) {
            // A thread that has ended meanwhile: there is no such file, or no such process behind it.
            return 0;
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
