package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.TestTable.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table answers as a sorted map does. */
final class TableModelTest {
    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (boolean longKeys : new boolean[] {false, true}) {
                for (Compression compression : Compression.values()) {
                    shapes.add(Arguments.of(seed, longKeys, compression, 512, 0L));
                    shapes.add(Arguments.of(seed, longKeys, compression, 4096, 1L << 20));
                    shapes.add(Arguments.of(seed, longKeys, compression, 1, 64L << 10));
                }
            }
        }
        return shapes.stream();
    }

    @ParameterizedTest(name = "seed={0} longKeys={1} compression={2} block={3} cache={4}")
    @MethodSource("shapes")
    void answersAsASortedMap(long seed, boolean longKeys, Compression compression, int blockSize, long cacheBytes)
            throws IOException {
        Random random = new Random(seed);
        TestTable table = new TestTable(
                TestTable.randomModel(random, 600, longKeys, 20_000), seed, TestTable.options(blockSize, compression));
        BlockCache cache = new BlockCache(cacheBytes);
        try (TableReader reader = table.open(cache)) {
            requireSummary(table, reader);
            requireLookups(table, reader, random, longKeys);
            for (boolean fillCache : new boolean[] {true, false}) {
                try (InternalIterator iterator = reader.iterator(fillCache)) {
                    requireWalks(table, iterator);
                    requireSeeks(table, iterator, random, longKeys);
                    requireWandering(table, iterator, random);
                }
            }
            assertTrue(cache.bytes() <= cacheBytes, () -> "cache bytes=" + cache.bytes());
            reader.verify(OptionalInt.of(table.summary.checksum()), damage -> {
                throw new AssertionError(damage);
            });
        }
        assertEquals(0, cache.bytes());
    }

    @Test
    void tableOfASingleEntryAnswers() throws IOException {
        Random random = new Random(5);
        TestTable table =
                new TestTable(TestTable.randomModel(random, 1, false, 10), 9, TestTable.options(4096, Compression.LZ4));
        try (TableReader reader = table.open(new BlockCache(0));
                InternalIterator iterator = reader.iterator(true)) {
            requireWalks(table, iterator);
            requireSeeks(table, iterator, random, false);
        }
    }

    private static void requireSummary(TestTable table, TableReader reader) {
        TableSummary summary = table.summary;
        assertEquals(table.model.size(), summary.entries());
        assertArrayEquals(table.model.firstKey().scoped(), summary.smallestKey());
        assertArrayEquals(table.model.lastKey().scoped(), summary.largestKey());
        long[] sequences = table.model.keySet().stream()
                .mapToLong(key -> Tag.sequence(key.tag()))
                .sorted()
                .toArray();
        assertEquals(sequences[0], summary.smallestSequence());
        assertEquals(sequences[sequences.length - 1], summary.largestSequence());
        assertEquals(summary.entries(), reader.properties().entries());
        assertEquals(summary.deletes(), reader.properties().deletes());
    }

    private static void requireLookups(TestTable table, TableReader reader, Random random, boolean longKeys)
            throws IOException {
        for (Key key : table.model.keySet()) {
            requireLookup(table, reader, key);
            requireLookup(table, reader, new Key(key.scoped(), Tag.NEWEST));
            requireLookup(table, reader, new Key(key.scoped(), Tag.seekAt(Tag.sequence(key.tag()) - 1)));
            requireLookup(table, reader, new Key(Arrays.copyOf(key.scoped(), key.scoped().length + 1), Tag.NEWEST));
        }
        for (int i = 0; i < 500; i++) {
            requireLookup(table, reader, new Key(TestTable.key(random.nextInt(3000), longKeys), Tag.NEWEST));
        }
    }

    private static void requireLookup(TestTable table, TableReader reader, Key seek) throws IOException {
        Map.Entry<Key, byte[]> expected = table.model.ceilingEntry(seek);
        if (expected != null && !Arrays.equals(expected.getKey().scoped(), seek.scoped())) {
            expected = null;
        }
        // Bytes around the key must not matter.
        byte[] padded = new byte[seek.scoped().length + 5];
        Arrays.fill(padded, (byte) 0xEE);
        System.arraycopy(seek.scoped(), 0, padded, 3, seek.scoped().length);
        LookupResult result = new LookupResult();
        boolean found = reader.get(padded, 3, seek.scoped().length, seek.tag(), result);
        assertEquals(expected != null, found, seek::toString);
        if (found) {
            assertEquals(expected.getKey().tag(), result.tag());
            int from = result.valueOffset();
            assertArrayEquals(
                    expected.getValue(),
                    Arrays.copyOfRange(result.valueArray(), from, from + result.valueLength()));
            assertTrue(reader.mayContain(padded, 3, seek.scoped().length));
        }
    }

    private static void requireWalks(TestTable table, InternalIterator iterator) throws IOException {
        iterator.seekToFirst();
        for (Map.Entry<Key, byte[]> entry : table.model.entrySet()) {
            requireAt(entry, iterator);
            iterator.next();
        }
        assertFalse(iterator.isValid());
        iterator.seekToLast();
        for (Map.Entry<Key, byte[]> entry : table.model.descendingMap().entrySet()) {
            requireAt(entry, iterator);
            iterator.prev();
        }
        assertFalse(iterator.isValid());
    }

    private static void requireSeeks(TestTable table, InternalIterator iterator, Random random, boolean longKeys)
            throws IOException {
        for (Key key : table.keys()) {
            seek(iterator, key);
            requireAt(table.model.ceilingEntry(key), iterator);
        }
        for (int i = 0; i < 500; i++) {
            Key key = new Key(TestTable.key(random.nextInt(3000), longKeys), Tag.NEWEST);
            seek(iterator, key);
            requireAt(table.model.ceilingEntry(key), iterator);
        }
        for (String edge : new String[] {"", "\0", "\0t", "\0tenant/0003", "\u007f", "\0" + "9".repeat(50)}) {
            Key key = new Key(edge.getBytes(StandardCharsets.UTF_8), Tag.NEWEST);
            seek(iterator, key);
            requireAt(table.model.ceilingEntry(key), iterator);
        }
    }

    private static void requireWandering(TestTable table, InternalIterator iterator, Random random)
            throws IOException {
        List<Key> keys = table.keys();
        int at = keys.size() / 2;
        seek(iterator, keys.get(at));
        for (int i = 0; i < 5000; i++) {
            // Long runs in one direction, so that the walk crosses blocks in both.
            boolean forward = i / 50 % 2 == 0 ? random.nextInt(5) > 0 : random.nextInt(5) == 0;
            at += forward ? 1 : -1;
            if (at < 0 || at == keys.size()) {
                at = random.nextInt(keys.size());
                seek(iterator, keys.get(at));
            } else if (forward) {
                iterator.next();
            } else {
                iterator.prev();
            }
            assertEquals(keys.get(at).toString(), TestTable.keyOf(iterator).toString());
            assertArrayEquals(table.model.get(keys.get(at)), TestTable.valueOf(iterator));
        }
    }

    private static void seek(InternalIterator iterator, Key key) throws IOException {
        iterator.seek(key.scoped(), 0, key.scoped().length, key.tag());
    }

    private static void requireAt(Map.Entry<Key, byte[]> expected, InternalIterator iterator) {
        assertEquals(expected != null, iterator.isValid());
        if (expected != null) {
            assertEquals(0, expected.getKey().compareTo(TestTable.keyOf(iterator)));
            assertArrayEquals(expected.getValue(), TestTable.valueOf(iterator));
        }
    }
}
