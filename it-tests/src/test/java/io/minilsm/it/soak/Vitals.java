package io.minilsm.it.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How a process is.
 *
 * @param seconds since the soak began
 * @param steps steps acknowledged in this process
 * @param heapBytes heap in use after a collection
 * @param mappedBytes bytes of mapped files
 * @param handles open file handles; 0 where the system does not tell
 * @param threads live threads
 * @param directoryBytes size of the store's files
 * @param liveBytes bytes of keys and values that are there
 * @param longestMillis longest write or read since the last of these figures
 */
record Vitals(
        long seconds,
        long steps,
        long heapBytes,
        long mappedBytes,
        long handles,
        long threads,
        long directoryBytes,
        long liveBytes,
        long longestMillis) {
    static final String PREFIX = "vitals ";

    /** Takes the figures of this process. */
    static Vitals take(long seconds, long steps, Path directory, long liveBytes, long longestMillis)
            throws IOException {
        System.gc();
        long mapped = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("mapped"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        long handles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Vitals(
                seconds,
                steps,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                mapped,
                handles,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                bytesIn(directory),
                liveBytes,
                longestMillis);
    }

    private static long bytesIn(Path directory) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    bytes += Files.size(file);
                } catch (NoSuchFileException e) {
                    bytes += 0; // Removed by the store in this moment.
                }
            }
        }
        return bytes;
    }

    String toLine() {
        return PREFIX + seconds + " " + steps + " " + heapBytes + " " + mappedBytes + " " + handles + " " + threads
                + " " + directoryBytes + " " + liveBytes + " " + longestMillis;
    }

    static Vitals parse(String line) {
        String[] fields = line.substring(PREFIX.length()).split(" ");
        long[] values = new long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = Long.parseLong(fields[i]);
        }
        return new Vitals(
                values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8]);
    }
}
