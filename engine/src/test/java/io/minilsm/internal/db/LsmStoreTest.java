package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StoreLockedException;
import io.minilsm.api.StoreReadOnlyException;
import io.minilsm.api.WriteBatch;
import io.minilsm.api.WriteHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LsmStoreTest {
    private static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withTableFileBytes(64 << 10)
            .withWalSegmentBytes(64 << 10);

    @TempDir
    Path directory;

    @Test
    void whatWasPutIsReturnedAfterReopening() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            store.put(bytes("a"), bytes("1"));
            store.put(bytes("b"), new byte[0], Durability.SYNC);
            store.put(bytes("c"), bytes("3"), Durability.BUFFERED);
            store.delete(bytes("a"));
        }
        try (Store store = MiniLsm.open(directory)) {
            assertNull(store.get(bytes("a")));
            assertArrayEquals(new byte[0], store.get(bytes("b")));
            assertArrayEquals(bytes("3"), store.get(bytes("c")));
        }
    }

    @Test
    void randomOperationsAgreeWithAModelOverReopenings() throws IOException {
        long seed = System.nanoTime();
        for (boolean wal : new boolean[] {true, false}) {
            runAgainstModel(seed, directory.resolve("wal-" + wal), wal);
        }
    }

    private void runAgainstModel(long seed, Path path, boolean wal) throws IOException {
        Random random = new Random(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        Options options = SMALL.withEnableWal(wal);
        Store store = MiniLsm.open(path, options);
        try {
            for (int step = 0; step < 20_000; step++) {
                byte[] key = bytes("key" + random.nextInt(500));
                int choice = random.nextInt(1000);
                if (choice < 600) {
                    byte[] value = new byte[random.nextInt(300)];
                    random.nextBytes(value);
                    store.put(key, value, random.nextInt(50) == 0 ? Durability.SYNC : Durability.OS);
                    model.put(key, value);
                } else if (choice < 800) {
                    store.delete(key);
                    model.remove(key);
                } else if (choice < 985) {
                    assertArrayEquals(model.get(key), store.get(key), "seed=" + seed + ", step=" + step);
                } else if (choice < 990) {
                    requireSame(seed, model, store.cursor(Range.all()));
                } else if (choice < 992) {
                    store.flush();
                } else if (choice < 993) {
                    store.compact(Range.all());
                } else if (choice < 995) {
                    store.close();
                    options = options.withEnableWal(random.nextBoolean());
                    store = MiniLsm.open(path, options);
                } else {
                    requireRangeSame(seed, random, model, store);
                }
            }
            requireSame(seed, model, store.cursor(Range.all()));
        } finally {
            store.close();
        }
    }

    private static void requireSame(long seed, TreeMap<byte[], byte[]> model, Cursor cursor) throws IOException {
        try (cursor) {
            for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
                assertTrue(cursor.next(), "seed=" + seed);
                assertArrayEquals(entry.getKey(), cursor.key(), "seed=" + seed);
                assertArrayEquals(entry.getValue(), cursor.value(), "seed=" + seed);
            }
            assertFalse(cursor.next(), "seed=" + seed);
            for (Map.Entry<byte[], byte[]> entry : model.descendingMap().entrySet()) {
                assertTrue(cursor.prev(), "seed=" + seed);
                assertArrayEquals(entry.getKey(), cursor.key(), "seed=" + seed);
                assertArrayEquals(entry.getValue(), cursor.value(), "seed=" + seed);
            }
            assertFalse(cursor.prev(), "seed=" + seed);
        }
    }

    private static void requireRangeSame(long seed, Random random, TreeMap<byte[], byte[]> model, Store store)
            throws IOException {
        byte[] from = bytes("key" + random.nextInt(500));
        byte[] to = bytes("key" + random.nextInt(500));
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        if (Arrays.compareUnsigned(from, to) < 0) {
            expected.putAll(model.subMap(from, true, to, false));
        }
        try (Cursor cursor = store.cursor(Range.of(from, to))) {
            // A walk that turns round at random.
            Map.Entry<byte[], byte[]> at = null;
            for (int i = 0; i < 50; i++) {
                int move = random.nextInt(6);
                byte[] target = bytes("key" + random.nextInt(500));
                if (move < 2) {
                    at = at == null ? expected.firstEntry() : expected.higherEntry(at.getKey());
                    cursor.next();
                } else if (move < 4) {
                    at = at == null ? expected.lastEntry() : expected.lowerEntry(at.getKey());
                    cursor.prev();
                } else if (move == 4) {
                    at = expected.ceilingEntry(target);
                    cursor.seek(target);
                } else {
                    at = expected.floorEntry(target);
                    cursor.seekForPrev(target);
                }
                assertEquals(at != null, cursor.isValid(), "seed=" + seed);
                if (at != null) {
                    assertArrayEquals(at.getKey(), cursor.key(), "seed=" + seed);
                    assertEquals(ByteBuffer.wrap(at.getValue()), cursor.valueView(), "seed=" + seed);
                }
            }
        }
    }

    @Test
    void snapshotSeesWhatWasThereThroughFlushAndCompaction() throws IOException {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            store.put(bytes("a"), bytes("old"));
            store.put(bytes("b"), bytes("old"));
            try (Snapshot snapshot = store.snapshot()) {
                store.put(bytes("a"), bytes("new"));
                store.delete(bytes("b"));
                store.flush();
                store.compact(Range.all());
                assertArrayEquals(bytes("old"), store.get(bytes("a"), snapshot));
                assertArrayEquals(bytes("old"), store.get(bytes("b"), snapshot));
                assertArrayEquals(bytes("new"), store.get(bytes("a")));
                assertNull(store.get(bytes("b")));
                try (Cursor cursor = store.cursor(Range.all(), snapshot)) {
                    assertTrue(cursor.next());
                    assertArrayEquals(bytes("old"), cursor.value());
                    assertTrue(cursor.next());
                    assertFalse(cursor.next());
                }
            }
        }
    }

    @Test
    void conditionsDecideWhetherABatchIsWritten() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            assertTrue(store.putIfAbsent(bytes("a"), bytes("1"), Durability.OS));
            assertFalse(store.putIfAbsent(bytes("a"), bytes("2"), Durability.OS));
            assertFalse(store.compareAndSet(bytes("a"), bytes("2"), bytes("3"), Durability.OS));
            assertTrue(store.compareAndSet(bytes("a"), bytes("1"), bytes("3"), Durability.OS));
            assertArrayEquals(bytes("3"), store.get(bytes("a")));
            long since = store.visibleSequence();
            WriteBatch batch = new WriteBatch()
                    .put(bytes("x"), bytes("y"))
                    .require(Condition.unchangedSince(store, bytes("a"), since))
                    .require(Condition.rangeUnchangedSince(store, Range.prefix(bytes("a")), since));
            store.write(batch, Durability.OS);
            store.delete(bytes("a"));
            ConflictException conflict =
                    assertThrows(ConflictException.class, () -> store.write(batch, Durability.OS));
            assertTrue(conflict.getMessage().contains("key=0x61"), conflict.getMessage());
            assertTrue(store.compareAndSet(bytes("x"), bytes("y"), null, Durability.SYNC));
            assertNull(store.get(bytes("x")));
        }
    }

    @Test
    void rangeConditionSeesWhatCameWentAndChangedInItAndNothingElse() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            store.put(bytes("m1"), bytes("1"));
            store.put(bytes("m2"), bytes("1"));
            List<byte[]> changes = List.of(bytes("m0"), bytes("m1"), bytes("m9"));
            for (boolean flushed : new boolean[] {false, true}) {
                for (byte[] changed : changes) {
                    long since = store.visibleSequence();
                    WriteBatch batch = new WriteBatch()
                            .put(bytes("x"), bytes("y"))
                            .require(Condition.rangeUnchangedSince(store, Range.prefix(bytes("m")), since));
                    store.put(bytes("l"), bytes("outside"));
                    store.put(bytes("n"), bytes("outside"));
                    store.write(batch, Durability.OS);
                    store.put(changed, bytes("in it"));
                    if (flushed) {
                        store.flush();
                    }
                    assertThrows(ConflictException.class, () -> store.write(batch, Durability.OS));
                    store.delete(bytes("m2"));
                    assertThrows(ConflictException.class, () -> store.write(batch, Durability.OS));
                }
            }
        }
    }

    @Test
    void keySpacesDoNotSeeEachOther() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            KeySpace orders = store.keySpace("orders");
            orders.put(bytes("a"), bytes("order"));
            store.put(bytes("a"), bytes("plain"));
            store.write(new WriteBatch().put(orders, bytes("b"), bytes("2")).delete(bytes("a")), Durability.SYNC);
        }
        try (Store store = MiniLsm.open(directory)) {
            assertEquals(List.of("orders"), store.keySpaceNames());
            KeySpace orders = store.keySpace("orders");
            assertNull(store.get(bytes("a")));
            assertEquals(2, count(orders.cursor(Range.all())));
            assertEquals(0, count(store.cursor(Range.all())));
        }
    }

    @Test
    void compactionOfAllKeysReachesNamedSpaces() throws IOException {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            KeySpace orders = store.keySpace("orders");
            orders.put(bytes("a"), bytes("1"));
            store.flush();
            orders.delete(bytes("a"));
            store.compact(Range.all());
            assertEquals(0, store.stats().tableBytes());
        }
    }

    @Test
    void asynchronousWritesCompleteWhenDurable() throws Exception {
        try (Store store = MiniLsm.open(directory)) {
            List<CompletableFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                WriteHandle handle = store.writeAsync(
                        new WriteBatch().put(bytes("k" + i), bytes("v")), Durability.SYNC, ForkJoinPool.commonPool());
                all.add(handle.completion().toCompletableFuture());
            }
            for (CompletableFuture<Long> each : all) {
                assertTrue(each.get() <= store.durableSequence());
            }
            assertEquals(1000, count(store.cursor(Range.all())));
        }
    }

    @Test
    void completionMayCloseTheStore() throws Exception {
        Store store = MiniLsm.open(directory);
        CompletableFuture<Void> closed = store.writeAsync(
                        new WriteBatch().put(bytes("k"), bytes("v")), Durability.SYNC, Runnable::run)
                .completion()
                .thenAccept(sequence -> {
                    try {
                        store.close();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toCompletableFuture();
        closed.get();
        assertThrows(StoreClosedException.class, () -> store.get(bytes("k")));
    }

    @Test
    void bulkLoadIsVisibleWholeAndRefusesATakenRange() throws IOException {
        List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            entries.add(Map.entry(bytes(String.format("k%05d", i)), bytes("value" + i)));
        }
        try (Store store = MiniLsm.open(directory, SMALL)) {
            store.put(bytes("a"), bytes("before"));
            try (Snapshot before = store.snapshot()) {
                assertEquals(5000, store.bulkLoad(entries.iterator()));
                assertNull(store.get(bytes("k00007"), before));
                assertArrayEquals(bytes("value7"), store.get(bytes("k00007")));
            }
            store.put(bytes("k00007"), bytes("newer"));
            assertThrows(ConflictException.class, () -> store.bulkLoad(entries.iterator()));
            List<Map.Entry<byte[], byte[]>> unsorted = List.of(entries.get(3), entries.get(2));
            assertThrows(IllegalArgumentException.class, () -> store.bulkLoad(unsorted.iterator()));
        }
        try (Store store = MiniLsm.open(directory, SMALL)) {
            assertEquals(5001, count(store.cursor(Range.all())));
            store.compact(Range.all());
            assertEquals(5001, count(store.cursor(Range.all())));
            assertArrayEquals(bytes("newer"), store.get(bytes("k00007")));
        }
    }

    @Test
    void readOnlyStoreReadsAndRefusesWrites() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            store.put(bytes("a"), bytes("1"));
            store.flush();
            store.put(bytes("b"), bytes("2"));
        }
        try (Store store = MiniLsm.openReadOnly(directory, Options.defaults())) {
            assertTrue(store.isReadOnly());
            assertEquals(2, count(store.cursor(Range.all())));
            assertThrows(StoreReadOnlyException.class, () -> store.put(bytes("c"), bytes("3")));
        }
    }

    @Test
    void secondOpenerIsToldWhoHasTheStore() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            StoreLockedException locked =
                    assertThrows(StoreLockedException.class, () -> MiniLsm.open(directory));
            assertTrue(
                    locked.getMessage().contains("pid=" + ProcessHandle.current().pid()), locked.getMessage());
            assertFalse(store.isReadOnly());
        }
    }

    @Test
    void pathsThatAreNotStoresAreRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThrows(NotAStoreException.class, () -> MiniLsm.open(file));
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("report.doc"), "x");
        assertThrows(NotAStoreException.class, () -> MiniLsm.open(foreign));
        assertEquals("x", Files.readString(foreign.resolve("report.doc")));
        Options noCreate = Options.defaults().withCreateIfMissing(false);
        assertThrows(NotAStoreException.class, () -> MiniLsm.open(directory.resolve("none"), noCreate));
        assertFalse(Files.exists(directory.resolve("none")));
    }

    @Test
    void interruptedCallersHarmNobody() throws Exception {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 2000; i++) {
                store.put(bytes("k" + i), new byte[200], i % 100 == 0 ? Durability.SYNC : Durability.OS);
            }
            store.flush();
            store.compact(Range.all());
            assertEquals(2000, count(store.cursor(Range.all())));
            assertTrue(Thread.interrupted(), "flag lost");
            store.put(bytes("after"), bytes("x"), Durability.SYNC);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void valueLargerThanBlockMemtableAndSegmentWorks() throws IOException {
        byte[] large = new byte[40 << 20];
        new Random(7).nextBytes(large);
        try (Store store = MiniLsm.open(directory, SMALL)) {
            store.put(bytes("large"), large, Durability.SYNC);
            store.put(bytes("small"), bytes("x"));
            assertArrayEquals(large, store.get(bytes("large")));
        }
        try (Store store = MiniLsm.open(directory, SMALL)) {
            assertArrayEquals(large, store.get(bytes("large")));
            store.flush();
            store.compact(Range.all());
            assertArrayEquals(large, store.get(bytes("large")));
            assertArrayEquals(bytes("x"), store.get(bytes("small")));
        }
    }

    @Test
    void destroyRemovesTheStoreAndNothingElse() throws IOException {
        Path path = directory.resolve("store");
        MiniLsm.open(path).close();
        Files.writeString(path.resolve("note.txt"), "mine");
        MiniLsm.destroy(path);
        try (var files = Files.list(path)) {
            assertEquals(List.of(path.resolve("note.txt")), files.toList());
        }
    }

    private static int count(Cursor cursor) throws IOException {
        try (cursor) {
            int count = 0;
            while (cursor.next()) {
                count++;
            }
            return count;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
