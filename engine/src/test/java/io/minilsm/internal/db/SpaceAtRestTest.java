package io.minilsm.internal.db;

import static io.minilsm.internal.db.StoreConcurrencyTest.SMALL;
import static io.minilsm.internal.db.StoreConcurrencyTest.bytes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is overwritten all the time takes, at rest, at most 1.3 times the bytes of its live data. */
@Timeout(180)
class SpaceAtRestTest {
    private static final int VALUE_BYTES = 1000;
    private static final double PROMISED = 1.3;
    private static final long SEGMENT_BYTES = 512 << 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final long seed = TestScale.isLong() ? TestScale.seed() : System.nanoTime();

    @TempDir
    Path directory;

    @Test
    void overwrittenStoreComesToRestByItself() throws Exception {
        int keys = TestScale.pick(10_000, 40_000);
        Options options = SMALL.withMemtableBytes(SEGMENT_BYTES)
                .withTableFileBytes(SEGMENT_BYTES)
                .withWalSegmentBytes(SEGMENT_BYTES);
        long live = (long) keys * (VALUE_BYTES + 10);
        try (Store store = MiniLsm.open(directory, options)) {
            Random random = new Random(seed);
            overwrite(store, random, keys, keys);
            overwrite(store, random, keys, 6 * keys);
            awaitTables(store, live);
            awaitQuiet(store);
            awaitTables(store, live);
            // The log comes on top: the segment in use, the one before it, the next, and two kept for later.
            long most = (long) (PROMISED * live) + 5 * SEGMENT_BYTES;
            assertTrue(
                    directoryBytes() <= most,
                    "seed=" + seed + ", live=" + live + ", tables=" + store.stats().tableBytes() + ", directory="
                            + directoryBytes() + ", expected at most=" + most);
        }
    }

    @Test
    void idleStoreFreesWhatAClosedSnapshotHeld() throws Exception {
        int keys = 2000;
        try (Store store = MiniLsm.open(directory, SMALL)) {
            Random random = new Random(seed);
            overwrite(store, random, keys, keys);
            Snapshot snapshot = store.snapshot();
            overwrite(store, random, keys, 3 * keys);
            store.flush();
            awaitQuiet(store);
            snapshot.close();
            awaitTables(store, (long) keys * (VALUE_BYTES + 10));
        }
    }

    /** The first time each key, then keys at random. */
    private static void overwrite(Store store, Random random, int keys, int writes) throws IOException {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < writes; i++) {
            random.nextBytes(value);
            int key = writes == keys ? i : random.nextInt(keys);
            store.put(bytes(String.format("key%07d", key)), value);
        }
    }

    private void awaitTables(Store store, long live) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (store.stats().tableBytes() > PROMISED * live) {
            assertTrue(
                    System.nanoTime() - end < 0,
                    "seed=" + seed + ", live=" + live + ", tables=" + store.stats().levels());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Waits until nothing was compacted for longer than a store takes to see that it is at rest. */
    private static void awaitQuiet(Store store) {
        long compactions = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(3000)) {
            if (store.stats().compactions() != compactions) {
                compactions = store.stats().compactions();
                since = System.nanoTime();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private long directoryBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
