package io.minilsm.internal.memtable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.IteratorWalk;
import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MemtableTest {
    @Test
    void anyMovesGiveWhatASortedListGives() throws IOException {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int keys = 1 + random.nextInt(3000);
            List<Entry> sorted = IteratorWalk.entries(random, random.nextInt(2000), keys);
            List<Entry> shuffled = new ArrayList<>(sorted);
            Collections.shuffle(shuffled, random);
            Memtable memtable = new Memtable();
            shuffled.forEach(entry -> add(memtable, entry));
            try (InternalIterator iterator = memtable.iterator()) {
                IteratorWalk.check(iterator, sorted, random, 2000, keys);
            } catch (AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    @Test
    void lookupFindsTheNewestVersionAtOrBelowTheTag() {
        long seed = 4;
        Random random = new Random(seed);
        int keys = 40;
        TreeSet<Entry> model = new TreeSet<>();
        Memtable memtable = new Memtable();
        for (Entry entry : shuffledBySequence(IteratorWalk.entries(random, 1500, keys))) {
            add(memtable, entry);
            model.add(entry);
            Entry sought = new Entry(IteratorWalk.key(random, keys + 5), Tag.seekAt(random.nextInt(1600)), new byte[0]);
            Entry expected = model.ceiling(sought);
            if (expected != null && !Arrays.equals(expected.key(), sought.key())) {
                expected = null;
            }
            LookupResult result = new LookupResult();
            boolean found = memtable.get(sought.key(), 0, sought.key().length, sought.tag(), result);
            assertEquals(expected != null, found, "seed=" + seed + ", sought=" + sought);
            if (found) {
                assertEquals(expected.tag(), result.tag(), "seed=" + seed);
                int from = result.valueOffset();
                byte[] value = Arrays.copyOfRange(result.valueArray(), from, from + result.valueLength());
                assertArrayEquals(expected.value(), value, "seed=" + seed);
            }
        }
    }

    @Test
    void ascendingAndDescendingAndConvergingKeysAllComeBackInOrder() throws IOException {
        int count = 20_000;
        for (int shape = 0; shape < 4; shape++) {
            Memtable memtable = new Memtable();
            for (int i = 0; i < count; i++) {
                int number =
                        switch (shape) {
                            case 0 -> i;
                            case 1 -> count - 1 - i;
                            case 2 -> i % 2 == 0 ? i / 2 : count - 1 - i / 2;
                            default -> i % 7 * (count / 7 + 1) + i / 7;
                        };
                byte[] key = String.format("%08d", number).getBytes();
                memtable.add(0, key, 0, key.length, 0, key.length, Tag.of(i + 1, EntryKind.PUT));
            }
            InternalIterator iterator = memtable.iterator();
            iterator.seekToFirst();
            byte[] last = null;
            int seen = 0;
            for (; iterator.isValid(); iterator.next()) {
                byte[] key = IteratorWalk.key(iterator);
                assertTrue(last == null || Arrays.compareUnsigned(last, key) < 0, "shape=" + shape);
                last = key;
                seen++;
            }
            assertEquals(count, seen, "shape=" + shape);
        }
    }

    @Test
    void keysOfOneSpaceAreNeighbours() throws IOException {
        Memtable memtable = new Memtable();
        byte[] bytes = {5};
        memtable.add(300, bytes, 0, 1, 0, 0, Tag.of(1, EntryKind.PUT));
        memtable.add(0, bytes, 0, 1, 0, 1, Tag.of(2, EntryKind.PUT));
        memtable.add(0, bytes, 0, 1, 1, 0, Tag.of(3, EntryKind.DELETE));
        LookupResult result = new LookupResult();
        byte[] scoped = ScopedKey.of(300, bytes);
        assertTrue(memtable.get(scoped, 0, scoped.length, Tag.NEWEST, result));
        assertEquals(0, result.valueLength());
        InternalIterator iterator = memtable.iterator();
        iterator.seekToFirst();
        assertEquals(Tag.of(3, EntryKind.DELETE), iterator.tag());
        iterator.next();
        iterator.next();
        assertArrayEquals(scoped, IteratorWalk.key(iterator));
    }

    @Test
    void emptyMemtableIsSmallAndFindsNothing() throws IOException {
        Memtable memtable = new Memtable();
        assertTrue(memtable.isEmpty());
        assertTrue(memtable.memoryBytes() < 2048, "memoryBytes=" + memtable.memoryBytes());
        assertEquals(Long.MAX_VALUE, memtable.smallestSequence());
        assertEquals(0, memtable.largestSequence());
        assertFalse(memtable.get(new byte[] {0, 1}, 0, 2, Tag.NEWEST, new LookupResult()));
        InternalIterator iterator = memtable.iterator();
        iterator.seekToFirst();
        assertFalse(iterator.isValid());
        iterator.seekToLast();
        assertFalse(iterator.isValid());
    }

    @Test
    void figuresTellWhatWasAdded() {
        Memtable memtable = new Memtable();
        byte[] array = new byte[1000];
        memtable.add(0, array, 0, 10, 10, 100, Tag.of(7, EntryKind.PUT));
        memtable.add(0, array, 0, 11, 11, 100, Tag.of(5, EntryKind.PUT));
        assertEquals(2, memtable.count());
        assertEquals(5, memtable.smallestSequence());
        assertEquals(7, memtable.largestSequence());
        assertTrue(memtable.memoryBytes() < 8 << 10, "memoryBytes=" + memtable.memoryBytes());
    }

    @Test
    void memoryIsCountedWithinOneSlabOfTheBytesAdded() {
        Memtable memtable = new Memtable();
        byte[] array = new byte[116];
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            Bytes.putLong(array, 0, i * 0x9E3779B97F4A7C15L);
            memtable.add(0, array, 0, 16, 16, 100, Tag.of(i + 1, EntryKind.PUT));
        }
        long perEntry = memtable.memoryBytes() / count;
        assertTrue(perEntry >= 133 && perEntry < 190, "bytes per entry=" + perEntry);
    }

    @Test
    void valueLargerThanASlabIsKeptWhole() {
        Memtable memtable = new Memtable();
        byte[] array = new byte[5 << 20];
        new Random(1).nextBytes(array);
        memtable.add(0, array, 0, 4, 4, array.length - 4, Tag.of(1, EntryKind.PUT));
        memtable.add(0, array, 0, 8, 8, 3, Tag.of(2, EntryKind.PUT));
        byte[] scoped = ScopedKey.of(0, Arrays.copyOf(array, 4));
        LookupResult result = new LookupResult();
        assertTrue(memtable.get(scoped, 0, scoped.length, Tag.NEWEST, result));
        int from = result.valueOffset();
        assertTrue(Arrays.equals(
                array, 4, array.length, result.valueArray(), from, from + result.valueLength()));
        assertTrue(memtable.memoryBytes() < array.length + (8 << 10), "memoryBytes=" + memtable.memoryBytes());
    }

    @Test
    void longestKeyIsKeptWhole() {
        Memtable memtable = new Memtable();
        byte[] key = new byte[64 << 10];
        new Random(1).nextBytes(key);
        memtable.add(ScopedKey.MAX_SPACE, key, 0, key.length, 0, 0, Tag.of(Tag.MAX_SEQUENCE, EntryKind.DELETE));
        byte[] scoped = ScopedKey.of(ScopedKey.MAX_SPACE, key);
        LookupResult result = new LookupResult();
        assertTrue(memtable.get(scoped, 0, scoped.length, Tag.NEWEST, result));
        assertTrue(result.isDelete());
        assertEquals(Tag.MAX_SEQUENCE, Tag.sequence(result.tag()));
        assertEquals(0, result.valueLength());
        assertFalse(memtable.get(scoped, 0, scoped.length - 1, Tag.NEWEST, result));
    }

    @Test
    void iteratorPositionedBeforeSplitsStillSeesEverythingThatWasThere() throws IOException {
        Memtable memtable = new Memtable();
        int stable = 600;
        for (int i = 0; i < stable; i++) {
            addNumber(memtable, i * 1000, i + 1);
        }
        InternalIterator forward = memtable.iterator();
        InternalIterator backward = memtable.iterator();
        forward.seekToFirst();
        backward.seekToLast();
        Random random = new Random(11);
        int sequence = stable;
        int seenForward = 0;
        int seenBackward = 0;
        byte[] last = null;
        while (forward.isValid() || backward.isValid()) {
            for (int i = 0; i < 40 && sequence < 20_000; i++) {
                int number = random.nextInt(stable * 1000);
                addNumber(memtable, number - number % 1000 + 1 + number % 999, ++sequence);
            }
            for (int i = 0; i < 5 && forward.isValid(); i++) {
                byte[] key = IteratorWalk.key(forward);
                assertTrue(last == null || Arrays.compareUnsigned(last, key) <= 0);
                last = key;
                seenForward += Tag.sequence(forward.tag()) <= stable ? 1 : 0;
                forward.next();
            }
            for (int i = 0; i < 5 && backward.isValid(); i++) {
                seenBackward += Tag.sequence(backward.tag()) <= stable ? 1 : 0;
                backward.prev();
            }
        }
        assertEquals(stable, seenForward);
        assertEquals(stable, seenBackward);
    }

    private static void addNumber(Memtable memtable, int number, int sequence) {
        byte[] key = String.format("%09d", number).getBytes();
        memtable.add(0, key, 0, key.length, 0, key.length, Tag.of(sequence, EntryKind.PUT));
    }

    private static List<Entry> shuffledBySequence(List<Entry> entries) {
        List<Entry> shuffled = new ArrayList<>(entries);
        shuffled.sort((a, b) -> Long.compare(a.tag(), b.tag()));
        return shuffled;
    }

    /** Adds an entry whose key begins with the one-byte id of its space. */
    private static void add(Memtable memtable, Entry entry) {
        byte[] key = entry.key();
        byte[] array = Arrays.copyOf(key, key.length + entry.value().length);
        System.arraycopy(entry.value(), 0, array, key.length, entry.value().length);
        memtable.add(key[0], array, 1, key.length - 1, key.length, entry.value().length, entry.tag());
    }
}
