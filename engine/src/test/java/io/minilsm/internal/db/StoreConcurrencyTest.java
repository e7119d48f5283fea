package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Compression;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers side by side may rely on, on memtables so small that flushes and compactions never end. */
@Timeout(120)
class StoreConcurrencyTest {
    static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withTableFileBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withCompression(Compression.NONE);

    private static final int PAIRS = 24;
    private static final int WRITERS = 3;

    private final long seed = TestScale.isLong() ? TestScale.seed() : System.nanoTime();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readersSeeBatchesWholeAndNeverGoBack(boolean wal) throws Exception {
        AtomicLongArray acknowledged = new AtomicLongArray(PAIRS);
        try (Store store = MiniLsm.open(directory, SMALL.withEnableWal(wal))) {
            Race race = new Race(seed, TestScale.pick(2000, 60_000));
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                race.repeat(1, random -> writePair(store, acknowledged, first, random));
            }
            race.repeat(1, random -> readPairs(store, acknowledged, random))
                    .repeat(1, random -> walkPairs(store, acknowledged, random))
                    .repeat(1, random -> readSnapshotTwice(store, random))
                    .repeat(1, random -> maintain(store, random))
                    .finish();
        }
        try (Store store = MiniLsm.open(directory, SMALL.withEnableWal(wal))) {
            for (int pair = 0; pair < PAIRS; pair++) {
                assertEquals(acknowledged.get(pair), pair(store.multiGet(keys(pair))), rerun());
            }
        }
    }

    private static void writePair(Store store, AtomicLongArray acknowledged, int writer, Random random)
            throws IOException {
        int pair = writer + WRITERS * random.nextInt(PAIRS / WRITERS);
        byte[] value = Arrays.copyOf(bytes(acknowledged.get(pair) + 1 + "."), 20 + random.nextInt(4000));
        WriteBatch batch = new WriteBatch();
        keys(pair).forEach(key -> batch.put(key, value));
        Durability durability = Durability.values()[random.nextInt(40) == 0 ? 2 : random.nextInt(2)];
        long sequence = store.write(batch, durability);
        if (durability == Durability.SYNC) {
            assertTrue(store.durableSequence() >= sequence, "durable sequence after a synced write");
        }
        assertTrue(store.visibleSequence() >= sequence, "visible sequence after a write");
        acknowledged.incrementAndGet(pair);
    }

    private static void readPairs(Store store, AtomicLongArray acknowledged, Random random) throws IOException {
        int pair = random.nextInt(PAIRS);
        long least = acknowledged.get(pair);
        long seen = pair(store.multiGet(keys(pair)));
        assertTrue(seen >= least, "seen=" + seen + ", acknowledged before=" + least);
    }

    private static void walkPairs(Store store, AtomicLongArray acknowledged, Random random) throws IOException {
        long[] least = new long[PAIRS];
        Arrays.setAll(least, acknowledged::get);
        TreeMap<String, Long> seen = new TreeMap<>();
        try (Cursor cursor = store.cursor(Range.all())) {
            boolean forward = random.nextBoolean();
            while (forward ? cursor.next() : cursor.prev()) {
                seen.put(new String(cursor.key(), UTF_8), number(cursor.value()));
            }
        }
        for (int pair = 0; pair < PAIRS; pair++) {
            Long a = seen.get("a" + pair);
            assertEquals(a, seen.get("b" + pair), "pair torn: " + pair);
            assertTrue(a == null ? least[pair] == 0 : a >= least[pair], "pair=" + pair + ", seen=" + a);
        }
    }

    private static void readSnapshotTwice(Store store, Random random) throws IOException {
        int pair = random.nextInt(PAIRS);
        try (Snapshot snapshot = store.snapshot()) {
            byte[] a = store.get(bytes("a" + pair), snapshot);
            for (int i = 0; i < 200; i++) {
                byte[] b = store.get(bytes((i % 2 == 0 ? "b" : "a") + pair), snapshot);
                assertArrayEquals(a, b, "snapshot changed");
            }
            try (Cursor cursor = store.cursor(Range.only(bytes("b" + pair)), snapshot)) {
                assertEquals(a != null, cursor.seek(bytes("b" + pair)));
                assertTrue(a == null || Arrays.equals(a, cursor.value()), "cursor at the snapshot");
            }
        }
    }

    private static void maintain(Store store, Random random) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> store.compact(Range.all());
            case 1 -> store.sync();
            case 2 -> store.stats();
            default -> store.flush();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compareAndSetCountsExactly(boolean wal) throws Exception {
        byte[] key = bytes("counter");
        AtomicLong added = new AtomicLong();
        try (Store store = openOnHeap(SMALL.withEnableWal(wal))) {
            store.put(key, bytes("0."));
            new Race(seed, TestScale.pick(1500, 30_000))
                    .repeat(4, random -> {
                        byte[] old = store.get(key);
                        // Large, so that a memtable is full after a few: the old value is in one, the new in another.
                        byte[] counted = bytes(number(old) + 1 + ".");
                        byte[] value = Arrays.copyOf(counted, counted.length + random.nextInt(30_000));
                        if (store.compareAndSet(key, old, value, Durability.OS)) {
                            added.incrementAndGet();
                        }
                    })
                    .repeat(1, random -> maintain(store, random))
                    .finish();
            assertEquals(added.get(), number(store.get(key)), rerun());
        }
    }

    @Test
    void putIfAbsentHasOneWinner() throws Exception {
        int rounds = TestScale.pick(150, 20_000);
        AtomicIntegerArray winners = new AtomicIntegerArray(rounds);
        CyclicBarrier barrier = new CyclicBarrier(4);
        try (Store store = openOnHeap(SMALL)) {
            Race race = new Race(seed, 0);
            for (int i = 0; i < barrier.getParties(); i++) {
                race.start(random -> {
                    byte[] value = new byte[60_000]; // Two fill a memtable.
                    for (int round = 0; round < rounds; round++) {
                        barrier.await();
                        if (store.putIfAbsent(bytes("key" + round), value, Durability.BUFFERED)) {
                            winners.incrementAndGet(round);
                        }
                    }
                });
            }
            race.finish();
        }
        for (int round = 0; round < rounds; round++) {
            assertEquals(1, winners.get(round), rerun() + ", round=" + round);
        }
    }

    @Test
    void bulkLoadTakesItsPlaceInTheOrderOfWrites() throws Exception {
        AtomicInteger current = new AtomicInteger();
        AtomicInteger loads = new AtomicInteger();
        Set<Integer> claimed = new HashSet<>();
        try (Store store = openOnHeap(SMALL)) {
            new Race(seed, TestScale.pick(2000, 60_000))
                    .repeat(1, random -> load(store, current.incrementAndGet(), loads))
                    .repeat(2, random -> requireLoadedBefore(store, current.get()))
                    .repeat(1, random -> claim(store, current.get() + 1, claimed, random))
                    .repeat(1, random -> store.put(bytes("other" + random.nextInt(100)), new byte[2000]))
                    .finish();
            assertTrue(loads.get() > 0, "no load succeeded");
            for (int number : claimed) {
                assertFalse(
                        Arrays.equals(bytes("loaded"), store.get(bytes("behind" + number))),
                        rerun() + ", claimed and loaded: " + number);
            }
            store.sync();
            assertEquals(store.visibleSequence(), store.durableSequence(), rerun());
        }
    }

    private static void load(Store store, int number, AtomicInteger loads) throws IOException {
        List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(Map.entry(loadedKey(number, i), bytes("loaded")));
        }
        long unloaded = store.visibleSequence();
        try {
            store.bulkLoad(entries.iterator());
            loads.incrementAndGet();
            assertTrue(store.durableSequence() > unloaded, "a bulk load is durable");
            store.put(bytes("behind" + number), bytes("loaded"));
        } catch (ConflictException e) {
            assertFalse(
                    Arrays.equals(bytes("loaded"), store.get(loadedKey(number, 0))), "a load that failed left a key");
            store.put(bytes("behind" + number), bytes("refused"));
        }
    }

    /** Whoever sees the write behind a load sees the load. */
    private static void requireLoadedBefore(Store store, int number) throws IOException {
        List<byte[]> seen = store.multiGet(List.of(bytes("behind" + number), loadedKey(number, 7)));
        if (Arrays.equals(seen.get(0), bytes("loaded"))) {
            assertArrayEquals(bytes("loaded"), seen.get(1), "number=" + number);
        }
    }

    /** Takes one of the load's keys before it, or not at all. */
    private static void claim(Store store, int number, Set<Integer> claimed, Random random) throws IOException {
        for (int i = random.nextInt(5000); i > 0; i--) {
            store.get(bytes("other" + i)); // Now it comes before the load, now in the middle of it, now behind it.
        }
        if (store.putIfAbsent(loadedKey(number, 5), bytes("claimed"), Durability.OS)) {
            claimed.add(number);
        }
    }

    private static byte[] loadedKey(int number, int index) {
        return bytes(String.format("load%08d-%02d", number, index));
    }

    /** Forces cost nothing there, so that many more flushes and compactions meet the callers. */
    private static Store openOnHeap(Options options) throws IOException {
        return LsmStore.open(onHeap(), Path.of("/store-concurrency"), options);
    }

    /** Returns the real world but for the disk; unlike a store in memory it has a log. */
    static Environment onHeap() {
        Environment system = Environment.system();
        return new Environment(
                new MemoryVfs(),
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                system.random(),
                system.bootId(),
                false);
    }

    /** Returns the number that both values begin with. */
    private static long pair(List<byte[]> values) {
        assertArrayEquals(values.get(0), values.get(1), "pair torn");
        return values.get(0) == null ? 0 : number(values.get(0));
    }

    private static List<byte[]> keys(int pair) {
        return List.of(bytes("a" + pair), bytes("b" + pair));
    }

    private static long number(byte[] value) {
        ByteBuffer digits = ByteBuffer.wrap(value);
        long number = 0;
        for (byte digit = digits.get(); digit != '.'; digit = digits.get()) {
            number = 10 * number + digit - '0';
        }
        return number;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private String rerun() {
        return "seed=" + seed;
    }
}
