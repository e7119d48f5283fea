package io.minilsm.internal.db;

import static io.minilsm.internal.db.StoreConcurrencyTest.SMALL;
import static io.minilsm.internal.db.StoreConcurrencyTest.bytes;
import static io.minilsm.internal.db.StoreConcurrencyTest.onHeap;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.SharedStores;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.api.WriteHandle;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing beside everything else, and what is left behind. */
@Timeout(120)
class StoreCloseTest {
    private static final int THREADS = 6;
    private static final Path HEAP = Path.of("/store-close");

    private final long seed = TestScale.isLong() ? TestScale.seed() : System.nanoTime();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeRacesWithEveryOperation(boolean wal) throws Exception {
        int[] acknowledged = new int[THREADS];
        int[] tried = new int[THREADS];
        Random rounds = new Random(seed);
        Options options = SMALL.withEnableWal(wal);
        Environment environment = onHeap();
        for (int round = 0; round < TestScale.pick(15, 500); round++) {
            Store store = LsmStore.open(environment, HEAP, options);
            requireAcknowledged(store, acknowledged, tried);
            CountDownLatch warm = new CountDownLatch(1 + rounds.nextInt(2000));
            Race race = new Race(seed + round, 0);
            for (int thread = 0; thread < THREADS; thread++) {
                int me = thread;
                race.start(random -> operateUntilClosed(store, random, me, acknowledged, tried, warm));
            }
            race.start(random -> {
                warm.await();
                store.close();
            });
            warm.await();
            store.close();
            race.finish();
        }
        try (Store store = LsmStore.open(environment, HEAP, options)) {
            requireAcknowledged(store, acknowledged, tried);
        }
    }

    private void requireAcknowledged(Store store, int[] acknowledged, int[] tried) throws IOException {
        for (int thread = 0; thread < THREADS; thread++) {
            byte[] value = store.get(bytes("last" + thread));
            int found = value == null ? 0 : Integer.parseInt(new String(value, UTF_8));
            assertTrue(
                    found >= acknowledged[thread] && found <= tried[thread],
                    "seed=" + seed + ", found=" + found + ", acknowledged=" + acknowledged[thread]);
            tried[thread] = found;
            acknowledged[thread] = found;
        }
    }

    private static void operateUntilClosed(
            Store store, Random random, int me, int[] acknowledged, int[] tried, CountDownLatch warm)
            throws IOException {
        Cursor cursor = null;
        try {
            cursor = store.cursor(Range.all());
            while (true) {
                tried[me]++;
                store.put(
                        bytes("last" + me),
                        bytes("" + tried[me]),
                        random.nextInt(50) == 0 ? Durability.SYNC : Durability.OS);
                acknowledged[me] = tried[me];
                cursor.next();
                operate(store, random);
                warm.countDown();
            }
        } catch (StoreClosedException e) {
            // The only way to end.
        } finally {
            while (warm.getCount() > 0) {
                warm.countDown();
            }
            if (cursor != null) {
                cursor.close();
            }
        }
    }

    private static void operate(Store store, Random random) throws IOException {
        byte[] key = bytes("key" + random.nextInt(1000));
        switch (random.nextInt(12)) {
            case 0 -> store.flush();
            case 1 -> store.sync();
            case 2 -> store.stats();
            case 3 -> store.multiGet(List.of(key, bytes("other")));
            case 4 -> store.putIfAbsent(key, new byte[100], Durability.BUFFERED);
            case 5 -> {
                try (Snapshot snapshot = store.snapshot()) {
                    store.get(key, snapshot);
                }
            }
            case 6 -> store.writeAsync(
                    new WriteBatch().put(key, new byte[3000]),
                    Durability.SYNC,
                    random.nextBoolean() ? Runnable::run : StoreCloseTest::refuse);
            case 7 -> {
                if (random.nextInt(20) == 0) {
                    store.compact(Range.all());
                }
            }
            case 8 -> store.keySpace("space" + random.nextInt(3)).put(key, key);
            case 9 -> store.delete(key);
            default -> store.put(key, new byte[random.nextInt(4000)]);
        }
    }

    @Test
    void completionsRunByClosingMayClose() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        Environment system = onHeap();
        Environment gated = new Environment(
                system.vfs(),
                system.nanoTime(),
                system.currentMillis(),
                name -> {
                    ExecutorService worker = system.workers().apply(name);
                    if (name.equals("minilsm-sync")) {
                        worker.execute(() -> awaitUninterruptibly(free));
                    }
                    return worker;
                },
                system.random(),
                system.bootId(),
                false);
        Store store = LsmStore.open(gated, HEAP, SMALL);
        AtomicInteger closed = new AtomicInteger();
        store.writeAsync(new WriteBatch().put(bytes("a"), bytes("1")), Durability.SYNC, Runnable::run)
                .completion()
                .thenRun(() -> {
                    try {
                        store.close();
                        closed.incrementAndGet();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        free.countDown();
                    }
                });
        store.close();
        assertEquals(1, closed.get());
    }

    @Test
    void executorThatThrowsLosesNoCompletion() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            AtomicInteger sequence = new AtomicInteger();
            AsyncCommits commits = new AsyncCommits(new GroupCommit(sequence::get, 0), worker);
            for (int i = 1; i <= 100; i++) {
                sequence.set(i);
                WriteHandle broken = commits.add(i, StoreCloseTest::refuse);
                WriteHandle sound = commits.add(i, Runnable::run);
                assertEquals(i, broken.completion().toCompletableFuture().get());
                assertEquals(i, sound.completion().toCompletableFuture().get());
            }
        } finally {
            worker.shutdown();
        }
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws Exception {
        long files = 0;
        long descriptors = 0;
        for (int i = 0; i < 30; i++) {
            try (Store store = MiniLsm.open(directory, SMALL.withEnableWal(i % 10 != 9))) {
                if (i < 3 || i % 10 == 8) {
                    store.put(bytes("key" + i), new byte[1000], Durability.BUFFERED);
                }
                store.cursor(Range.all()).next(); // Not closed: the store's closing is enough.
            }
            requireNoEngineThreads();
            if (i == 10) {
                files = count(directory);
                descriptors = count(Path.of("/proc/self/fd"));
            }
        }
        assertTrue(count(directory) <= files + 2, "files=" + files + ", later=" + count(directory));
        long later = count(Path.of("/proc/self/fd"));
        assertTrue(later <= descriptors + 3, "descriptors=" + descriptors + ", later=" + later);
    }

    /** Closing waits for the end of the workers' work; the threads are gone a moment later. */
    private static void requireNoEngineThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("minilsm-")) {
                thread.join(2000); // An idle one would live longer.
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    private static long count(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.count();
        }
    }

    @Test
    void openingWithoutALogRemovesTheOldLog() throws Exception {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("key" + i), new byte[1500]);
            }
        }
        try (Store store = MiniLsm.open(directory, SMALL.withEnableWal(false));
                Stream<Path> entries = Files.list(directory)) {
            assertArrayEquals(new byte[1500], store.get(bytes("key99")));
            assertEquals(
                    List.of(),
                    entries.filter(path -> path.toString().endsWith(".wal")).toList());
        }
    }

    @Test
    void sharedStoreIsOpenForWhoeverHoldsALease() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        new Race(seed, TestScale.pick(1500, 20_000))
                .repeat(5, random -> {
                    try (SharedStores.Lease lease = SharedStores.acquire(directory, Options.defaults())) {
                        byte[] key = bytes("key" + acknowledged.incrementAndGet());
                        lease.store().put(key, key);
                        assertArrayEquals(key, lease.store().get(key));
                    }
                })
                .finish();
        try (Store store = MiniLsm.open(directory)) { // Nobody has it any more.
            for (int i = 1; i <= acknowledged.get(); i++) {
                assertArrayEquals(bytes("key" + i), store.get(bytes("key" + i)), "seed=" + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedCallersHarmNobodyAndKeepTheirFlag(boolean wal) throws Exception {
        Options options = SMALL.withEnableWal(wal);
        Thread.currentThread().interrupt();
        try {
            Store store = MiniLsm.open(directory, options);
            Random random = new Random(seed);
            for (int i = 0; i < 400; i++) {
                operate(store, random);
                assertTrue(Thread.currentThread().isInterrupted(), "flag lost");
            }
            store.bulkLoad(Map.of(bytes("z"), bytes("1")).entrySet().iterator());
            store.compact(Range.all());
            store.put(bytes("last"), bytes("1"), Durability.SYNC);
            store.close();
            assertTrue(Thread.currentThread().isInterrupted(), "flag lost by close");
            try (Store again = MiniLsm.open(directory, options)) {
                assertArrayEquals(bytes("1"), again.get(bytes("last")));
                assertArrayEquals(bytes("1"), again.get(bytes("z")));
            }
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void callersInterruptedAtRandomHarmNobody() throws Exception {
        try (Store store = MiniLsm.open(directory, SMALL)) {
            Race race = new Race(seed, TestScale.pick(1500, 20_000));
            List<Thread> victims = Stream.generate(() -> race.start(random -> {
                        while (!race.isOver()) {
                            operate(store, random);
                        }
                    }))
                    .limit(4)
                    .toList();
            race.repeat(1, random -> {
                        victims.get(random.nextInt(victims.size())).interrupt();
                        store.get(bytes("key1"));
                    })
                    .finish();
            store.put(bytes("after"), bytes("1"), Durability.SYNC);
            assertArrayEquals(bytes("1"), store.get(bytes("after")));
        }
    }

    private static void refuse(Runnable task) {
        throw new IllegalStateException("executor is gone");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // Only the latch counts.
            }
        }
    }
}
