package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The world around an open store: callers that are interrupted, clocks that jump, a directory removed. */
@Timeout(1800)
class HarshWorldTest {
    /** Small, so that segments fill, memtables are flushed and tables are merged within a hundred writes. */
    private static final Options SMALL = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withTableFileBytes(64 << 10);

    private static final int WRITES = 60;
    private static final int VALUE_BYTES = 2500;
    private static final Durability[] LEVELS = Durability.values();

    @TempDir
    Path parent;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @Test
    void interruptAtAnyFileOperationHarmsNothingAndTheFlagIsKept() throws Exception {
        int operations = interruptedAt(Integer.MAX_VALUE);
        assertTrue(operations > 100, "operations: " + operations);
        int stride = TestScale.pick(operations / 10, 1);
        for (int at = 0; at < operations; at += stride) {
            interruptedAt(at);
        }
    }

    /** Runs a history with the caller interrupted before that operation; returns the number of operations. */
    private int interruptedAt(int at) throws Exception {
        Path directory = parent.resolve("store" + at);
        AtomicInteger operations = new AtomicInteger();
        FaultVfs disk = new FaultVfs(new DiskVfs());
        for (FileOperation.Kind kind : FileOperation.Kind.values()) {
            disk.inject(FaultVfs.Fault.on(kind).where(operation -> {
                if (operations.getAndIncrement() == at) {
                    Thread.currentThread().interrupt();
                }
                return false;
            }));
        }
        try (Store store = LsmStore.open(TestWorld.inOneThread(disk), directory, SMALL)) {
            write(store, 0, WRITES);
            requireAll(store, WRITES);
            store.flush();
            store.compact(Range.all());
            requireAll(store, WRITES);
        } catch (Throwable e) {
            throw new AssertionError("interrupted at operation " + at, e);
        }
        assertEquals(operations.get() > at, Thread.interrupted(), "flag after an interrupt at operation " + at);
        try (Store store = MiniLsm.open(directory)) {
            requireAll(store, WRITES);
        }
        assertTrue(Verify.run(directory).isClean());
        return operations.get();
    }

    @Test
    void clocksThatJumpByDaysStallNothing() throws Exception {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        AtomicLong nanos = new AtomicLong();
        MemoryVfs disk = new MemoryVfs();
        Path directory = Path.of("/store").toAbsolutePath();
        int written = 0;
        for (int life = 0; life < 6; life++) {
            Environment real = TestWorld.over(disk);
            Environment jumping = new Environment(
                    disk,
                    // This one never goes back, but a machine that sleeps may let it leap.
                    () -> nanos.addAndGet(random(random, 4) == 0 ? TimeUnit.DAYS.toNanos(3) : 1000),
                    () -> System.currentTimeMillis() + TimeUnit.DAYS.toMillis(random(random, 20_000) - 10_000),
                    real.workers(),
                    real.random(),
                    real.bootId(),
                    false);
            try (Store store = LsmStore.open(jumping, directory, SMALL)) {
                write(store, written, 500);
                written += 500;
                store.flush();
                store.compact(Range.all());
                requireAll(store, written);
            } catch (Throwable e) {
                throw new AssertionError("life " + life + ", " + TestScale.rerun(seed), e);
            }
        }
    }

    private static int random(SplittableRandom random, int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    @Test
    void removedDirectoryIsAnErrorAndEndsWithTheStore() throws Exception {
        Path directory = parent.resolve("store");
        Store store = MiniLsm.open(directory, SMALL);
        write(store, 0, WRITES);
        store.flush();
        try (Cursor open = store.cursor(Range.all())) {
            assertTrue(open.next());
            remove(directory);
            IOException failure = failureOf(store);
            assertTrue(failure != null, "nothing fails though the directory is gone");
            assertTrue(failure.toString().contains(directory.toString()), failure::toString);
            assertArrayEquals(key(0), open.key());
        }
        try {
            store.close();
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, e::toString);
        }
        // It is a name like any other again.
        try (Store another = MiniLsm.open(directory, SMALL)) {
            write(another, 0, 1);
            requireAll(another, 1);
        }
    }

    /** Writes until a write or flush fails. */
    private static IOException failureOf(Store store) {
        try {
            for (int i = 0; i < 10; i++) {
                write(store, WRITES, WRITES);
                store.flush();
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private static void write(Store store, int first, int count) throws IOException {
        for (int i = first; i < first + count; i++) {
            store.put(key(i), value(i), LEVELS[i % LEVELS.length]);
        }
    }

    private static void requireAll(Store store, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertArrayEquals(value(i), store.get(key(i)), "i=" + i);
        }
    }

    private static byte[] key(int i) {
        return String.format("key%06d", i).getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that do not compress. */
    private static byte[] value(int i) {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(i).nextBytes(value);
        return value;
    }
}
