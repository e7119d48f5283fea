package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.tools.Verify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store on a file system that is really full. Skipped where none can be mounted. */
@Timeout(60)
class FullDiskTest {
    private static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(256 << 10)
            .withWalSegmentBytes(256 << 10);

    @TempDir
    Path mountPoint;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "minilsm-test", mountPoint.toString());
        assumeTrue(mounted, "no tmpfs can be mounted on this machine or by this user");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertTrue(run("umount", mountPoint.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fullDeviceIsToldAndWhatWasAcknowledgedStays(boolean wal) throws IOException {
        Path directory = mountPoint.resolve("store");
        Path ballast = Files.write(mountPoint.resolve("ballast"), new byte[3 << 20]);
        Options options = OPTIONS.withEnableWal(wal);
        int acknowledged;
        try (Store store = MiniLsm.open(directory, options)) {
            acknowledged = fill(store, 0);
            assertThrows(DiskFullException.class, () -> fill(store, 100_000));
            requireAll(store, acknowledged);
            Files.delete(ballast);
            store.put(key(acknowledged), value(acknowledged), Durability.SYNC); // Without reopening.
            acknowledged++;
            requireAll(store, acknowledged);
        }
        assertTrue(Verify.run(directory).isClean());
        try (Store store = MiniLsm.open(directory, options)) {
            requireAll(store, acknowledged);
            store.put(key(acknowledged), value(acknowledged), Durability.SYNC);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeThatWasClosedOnAFullDeviceOpensOnceThereIsSpace(boolean wal) throws IOException {
        Path directory = mountPoint.resolve("store");
        Path ballast = Files.write(mountPoint.resolve("ballast"), new byte[3 << 20]);
        Options options = OPTIONS.withEnableWal(wal);
        int acknowledged = 0;
        Store store = MiniLsm.open(directory, options);
        try {
            acknowledged = fill(store, 0);
        } finally {
            try {
                store.close();
            } catch (DiskFullException e) {
                assertNotNull(e.getMessage()); // What is not durable is told; what was acknowledged as such is.
            }
        }
        try (Store reader = MiniLsm.openReadOnly(directory, options)) {
            requireAll(reader, acknowledged);
        }
        Files.delete(ballast);
        try (Store again = MiniLsm.open(directory, options)) {
            requireAll(again, acknowledged);
            again.put(key(acknowledged), value(acknowledged), Durability.SYNC);
        }
        assertTrue(Verify.run(directory).isClean());
    }

    /** Writes until the device is full; returns how many writes were acknowledged as durable. */
    private static int fill(Store store, int from) throws IOException {
        for (int i = from; ; i++) {
            try {
                store.put(key(i), value(i), Durability.SYNC);
            } catch (DiskFullException e) {
                assertNotNull(e.getMessage());
                if (from > 0) {
                    throw e;
                }
                return i;
            }
        }
    }

    private static void requireAll(Store store, int count) throws IOException {
        assertTrue(count > 50, "acknowledged: " + count);
        for (int i = 0; i < count; i++) {
            byte[] expected = value(i);
            byte[] actual = store.get(key(i));
            assertNotNull(actual, "lost: " + i + " of " + count);
            assertEquals(expected.length, actual.length);
            assertEquals(new String(expected, 0, 8, UTF_8), new String(actual, 0, 8, UTF_8));
        }
    }

    private static byte[] key(int i) {
        return String.format("key%06d", i).getBytes(UTF_8);
    }

    /** Bytes that do not compress, behind eight that tell which they are. */
    private static byte[] value(int i) {
        byte[] value = new byte[20_000];
        new Random(i).nextBytes(value);
        System.arraycopy(String.format("%08d", i).getBytes(UTF_8), 0, value, 0, 8);
        return value;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // No such command here.
        }
    }
}
