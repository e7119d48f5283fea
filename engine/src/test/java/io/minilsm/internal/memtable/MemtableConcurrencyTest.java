package io.minilsm.internal.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread adds, others read. Entry number n has a key made of n by a fixed rule and a value that tells the key, so a
 * torn or wrong entry is noticed wherever it is met; whoever starts to read after n was published must find 1 to n.
 */
@Timeout(120)
class MemtableConcurrencyTest {
    private static final int ENTRIES = 150_000;
    private static final int KEY_BYTES = 12;

    private final AtomicLong published = new AtomicLong();

    @Test
    void readersSeeOrderedWholeEntriesAndEverythingPublishedInRandomOrder() throws Exception {
        readWhileAdding(20261, 0x9E3779B97F4A7C15L);
    }

    @Test
    void readersSeeOrderedWholeEntriesAndEverythingPublishedInAscendingOrder() throws Exception {
        readWhileAdding(20262, 1L << 32);
    }

    private void readWhileAdding(long seed, long step) throws Exception {
        Memtable memtable = new Memtable();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> readers = new ArrayList<>();
            readers.add(executor.submit(() -> walk(memtable, step, true)));
            readers.add(executor.submit(() -> walk(memtable, step, false)));
            readers.add(executor.submit(() -> lookUp(memtable, step, seed)));
            readers.add(executor.submit(() -> wander(memtable, step, seed)));
            byte[] array = new byte[KEY_BYTES + 100];
            for (int n = 1; n <= ENTRIES; n++) {
                fill(array, n, step);
                int valueLength = 16 + n % 85;
                memtable.add(0, array, 0, KEY_BYTES, KEY_BYTES, valueLength, Tag.of(n, EntryKind.PUT));
                published.set(n);
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } catch (Exception e) {
            throw new AssertionError("seed=" + seed, e);
        } finally {
            published.set(ENTRIES);
            executor.shutdownNow();
        }
        assertEquals(ENTRIES, memtable.count());
    }

    private static void fill(byte[] array, long n, long step) {
        Bytes.putLong(array, 0, Long.reverseBytes(n * step));
        Bytes.putInt(array, 8, (int) n);
        for (int at = KEY_BYTES; at + Long.BYTES <= array.length; at += Long.BYTES) {
            Bytes.putLong(array, at, n * 31 + 7);
        }
    }

    /** Walks the whole memtable again and again; returns the number of entries in the last walk. */
    private Long walk(Memtable memtable, long step, boolean forward) throws Exception {
        long seen = 0;
        boolean last;
        do {
            long expected = published.get();
            last = expected == ENTRIES;
            seen = 0;
            long sum = 0;
            byte[] key = new byte[KEY_BYTES + 1];
            boolean first = true;
            InternalIterator iterator = memtable.iterator();
            if (forward) {
                iterator.seekToFirst();
            } else {
                iterator.seekToLast();
            }
            while (iterator.isValid()) {
                long n = check(iterator, step);
                int order = ScopedKey.compare(
                        iterator.keyArray(), iterator.keyOffset(), iterator.keyLength(), key, 0, key.length);
                assertTrue(first || (forward ? order > 0 : order < 0), "order");
                System.arraycopy(iterator.keyArray(), iterator.keyOffset(), key, 0, key.length);
                first = false;
                if (n <= expected) {
                    seen++;
                    sum += n;
                }
                if (forward) {
                    iterator.next();
                } else {
                    iterator.prev();
                }
            }
            assertEquals(expected, seen, "entries published before the walk");
            assertEquals(expected * (expected + 1) / 2, sum);
        } while (!last);
        return seen;
    }

    private Long lookUp(Memtable memtable, long step, long seed) {
        Random random = new Random(seed);
        LookupResult result = new LookupResult();
        byte[] array = new byte[KEY_BYTES];
        long found = 0;
        long limit;
        do {
            limit = published.get();
            long n = 1 + (long) (random.nextDouble() * limit);
            if (n <= limit) {
                fill(array, n, step);
                byte[] key = ScopedKey.of(0, array);
                assertTrue(memtable.get(key, 0, key.length, Tag.NEWEST, result), "published but not found: n=" + n);
                assertEquals(Tag.of(n, EntryKind.PUT), result.tag());
                assertEquals(16 + n % 85, result.valueLength());
                assertEquals(n * 31 + 7, Bytes.getLong(result.valueArray(), result.valueOffset()));
                found++;
            }
        } while (limit < ENTRIES);
        return found;
    }

    /** Seeks to what was published and changes direction around it. */
    private Long wander(Memtable memtable, long step, long seed) throws Exception {
        Random random = new Random(seed + 1);
        InternalIterator iterator = memtable.iterator();
        byte[] array = new byte[KEY_BYTES];
        long limit;
        long moves = 0;
        do {
            limit = published.get();
            long n = 1 + (long) (random.nextDouble() * limit);
            if (n > limit) {
                continue;
            }
            fill(array, n, step);
            byte[] key = ScopedKey.of(0, array);
            iterator.seek(key, 0, key.length, Tag.NEWEST);
            assertTrue(iterator.isValid(), "published but not found: n=" + n);
            assertEquals(n, check(iterator, step));
            for (int i = 0; i < 30 && iterator.isValid(); i++) {
                moveAndCompare(iterator, random.nextBoolean(), step);
                moves++;
            }
        } while (limit < ENTRIES);
        return moves;
    }

    private static void moveAndCompare(InternalIterator iterator, boolean forward, long step) throws Exception {
        byte[] key = new byte[KEY_BYTES + 1];
        System.arraycopy(iterator.keyArray(), iterator.keyOffset(), key, 0, key.length);
        if (forward) {
            iterator.next();
        } else {
            iterator.prev();
        }
        if (iterator.isValid()) {
            check(iterator, step);
            int order = ScopedKey.compare(
                    iterator.keyArray(), iterator.keyOffset(), iterator.keyLength(), key, 0, key.length);
            assertTrue(forward ? order > 0 : order < 0, "order");
        }
    }

    /** Checks that the entry is whole; returns its number. */
    private static long check(InternalIterator iterator, long step) {
        long n = Tag.sequence(iterator.tag());
        assertEquals(EntryKind.PUT, Tag.kind(iterator.tag()));
        assertEquals(KEY_BYTES + 1, iterator.keyLength());
        assertEquals(Long.reverseBytes(n * step), Bytes.getLong(iterator.keyArray(), iterator.keyOffset() + 1));
        assertEquals((int) n, Bytes.getInt(iterator.keyArray(), iterator.keyOffset() + 9));
        assertEquals(16 + n % 85, iterator.valueLength());
        int at = iterator.valueOffset();
        for (int end = at + iterator.valueLength() - Long.BYTES; at <= end; at += Long.BYTES) {
            assertEquals(n * 31 + 7, Bytes.getLong(iterator.valueArray(), at));
        }
        return n;
    }
}
