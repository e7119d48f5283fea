package io.minilsm.internal.db;

import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the engine takes from the outside world, so that tests can put another in its place. Immutable.
 *
 * @param vfs the file system
 * @param nanoTime a clock that never goes back, in nanoseconds
 * @param currentMillis the time of day in milliseconds, for people only
 * @param workers makes the executor of one background job by its name; each runs one task at a time
 * @param timing how to wait, and to put work off
 * @param random random longs, for nonces and ids
 * @param bootId names this run of the machine: another one means that the page cache was lost; empty if unknown
 * @param ephemeral whether nothing is to survive the closing, so that no durability is to be paid for
 */
public record Environment(
        Vfs vfs,
        LongSupplier nanoTime,
        LongSupplier currentMillis,
        Function<String, ExecutorService> workers,
        Timing timing,
        LongSupplier random,
        String bootId,
        boolean ephemeral) {

    private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** An idle store keeps no threads: its workers end after this time and come back with the next task. */
    private static final long IDLE_WORKER_SECONDS = 5;

    /** Checks that nothing is missing. */
    public Environment {
        Objects.requireNonNull(vfs, "vfs");
        Objects.requireNonNull(nanoTime, "nanoTime");
        Objects.requireNonNull(currentMillis, "currentMillis");
        Objects.requireNonNull(workers, "workers");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(bootId, "bootId");
    }

    /** Makes an environment that waits by real clocks. */
    public Environment(
            Vfs vfs,
            LongSupplier nanoTime,
            LongSupplier currentMillis,
            Function<String, ExecutorService> workers,
            LongSupplier random,
            String bootId,
            boolean ephemeral) {
        this(vfs, nanoTime, currentMillis, workers, Timing.system(), random, bootId, ephemeral);
    }

    /** Returns the real world: the disk, the clock, threads. */
    public static Environment system() {
        return new Environment(
                new DiskVfs(),
                System::nanoTime,
                System::currentTimeMillis,
                Environment::newDaemon,
                new SecureRandom()::nextLong,
                readBootId(),
                false);
    }

    /** Returns the real world with a file system on the heap. */
    public static Environment inMemory() {
        Environment system = system();
        return new Environment(
                new MemoryVfs(),
                system.nanoTime,
                system.currentMillis,
                system.workers,
                system.random,
                system.bootId,
                true);
    }

    private static ExecutorService newDaemon(String name) {
        ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            // A thread must not keep alive the class loader of whoever happened to open the store.
            thread.setContextClassLoader(Environment.class.getClassLoader());
            return thread;
        });
        worker.setKeepAliveTime(IDLE_WORKER_SECONDS, TimeUnit.SECONDS);
        worker.allowCoreThreadTimeOut(true);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return worker;
    }

    private static String readBootId() {
        try {
            return Files.isReadable(LINUX_BOOT_ID)
                    ? Files.readString(LINUX_BOOT_ID, StandardCharsets.US_ASCII).trim()
                    : "";
        } catch (IOException e) {
            return ""; // Unknown is always safe: the verdict on a torn tail is then the one for a reboot.
        }
    }
}
