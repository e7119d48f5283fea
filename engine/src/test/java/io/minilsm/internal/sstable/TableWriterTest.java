package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.TestTable.Key;
import io.minilsm.internal.vfs.MemoryVfs;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TableWriterTest {
    private static final TableOptions OPTIONS = TestTable.options(4096, Compression.LZ4);

    private final MemoryVfs vfs = new MemoryVfs();

    @Test
    void entriesOutOfOrderAreRefused() throws IOException {
        try (TableWriter writer = writer(1)) {
            add(writer, "b", 5, EntryKind.PUT);
            assertThrows(IllegalArgumentException.class, () -> add(writer, "b", 5, EntryKind.PUT));
            assertThrows(IllegalArgumentException.class, () -> add(writer, "b", 6, EntryKind.PUT));
            assertThrows(IllegalArgumentException.class, () -> add(writer, "a", 9, EntryKind.PUT));
            assertThrows(IllegalArgumentException.class, () -> add(writer, "", 9, EntryKind.PUT));
            add(writer, "b", 4, EntryKind.PUT);
            add(writer, "ba", 9, EntryKind.PUT);
            assertThrows(IllegalArgumentException.class, () -> add(writer, "b", 3, EntryKind.PUT));
            add(writer, "\u00e9", 9, EntryKind.PUT);
            assertThrows(IllegalArgumentException.class, () -> add(writer, "c", 9, EntryKind.PUT));
            assertEquals(4, writer.entries());
            assertEquals(4, writer.finish().entries());
        }
    }

    @Test
    void entriesOutOfRangeAreRefused() throws IOException {
        try (TableWriter writer = writer(1)) {
            byte[] tooLong = new byte[ScopedKey.MAX_BYTES + 1];
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.add(tooLong, 0, tooLong.length, Tag.of(1, EntryKind.PUT), tooLong, 0, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.add(tooLong, 0, 0, Tag.of(1, EntryKind.PUT), tooLong, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> add(writer, "a", 1, EntryKind.APPEND));
            assertEquals(0, writer.entries());
        }
    }

    @Test
    void emptyTableIsRefused() throws IOException {
        try (TableWriter writer = writer(1)) {
            assertThrows(IllegalStateException.class, writer::finish);
        }
    }

    @Test
    void unfinishedTableIsDeleted() throws IOException {
        try (TableWriter writer = writer(1)) {
            add(writer, "a", 1, EntryKind.PUT);
            assertTrue(vfs.exists(TestTable.DIRECTORY.resolve("000001.sst")));
        }
        assertFalse(vfs.exists(TestTable.DIRECTORY.resolve("000001.sst")));
    }

    @Test
    void finishedTableStaysAndItsWriterIsOfNoMoreUse() throws IOException {
        TableWriter writer = writer(1);
        add(writer, "a", 1, EntryKind.PUT);
        writer.finish();
        writer.close();
        assertTrue(vfs.exists(TestTable.DIRECTORY.resolve("000001.sst")));
        assertThrows(IllegalStateException.class, writer::finish);
        assertThrows(IllegalStateException.class, () -> add(writer, "b", 1, EntryKind.PUT));
    }

    @Test
    void fileThatIsThereIsNotOverwritten() throws IOException {
        try (TableWriter writer = writer(1)) {
            add(writer, "a", 1, EntryKind.PUT);
            writer.finish();
        }
        assertThrows(FileAlreadyExistsException.class, () -> writer(1));
        assertThrows(
                NoSuchFileException.class,
                () -> TableReader.open(vfs, TestTable.DIRECTORY, 2, TestTable.STORE, 1, new BlockCache(0)));
    }

    @Test
    void equalEntriesMakeEqualFiles() throws IOException {
        TestTable one = randomTable(4, 3);
        TestTable two = randomTable(4, 3);
        assertArrayEquals(one.bytes(), two.bytes());
        assertEquals(one.summary.checksum(), two.summary.checksum());
        assertEquals(one.bytes().length, one.summary.sizeBytes());
    }

    @Test
    void estimateIsNearTheLengthOfTheFile() throws IOException {
        try (TableWriter writer = writer(1)) {
            Random random = new Random(8);
            for (int i = 0; i < 20_000; i++) {
                byte[] key = TestTable.key(i, false);
                byte[] value = TestTable.value(random, 1000);
                writer.add(key, 0, key.length, Tag.of(i + 1, EntryKind.PUT), value, 0, value.length);
            }
            long estimate = writer.estimatedBytes();
            long actual = writer.finish().sizeBytes();
            assertTrue(Math.abs(estimate - actual) < actual / 10, "estimate=" + estimate + ", actual=" + actual);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void valuesLargerThanBlocksAndBuffersComeBack(Compression compression) throws IOException {
        Random random = new Random(2);
        TreeMap<Key, byte[]> model = new TreeMap<>();
        int[] lengths = {0, 4096, 256 << 10, (4 << 20) - 100, 4 << 20, (4 << 20) + 1, 17 << 20, 3, (8 << 20) + 1};
        for (int i = 0; i < lengths.length; i++) {
            byte[] value = new byte[lengths[i]];
            random.nextBytes(value);
            Arrays.fill(value, value.length / 3, value.length, (byte) 7);
            model.put(new Key(TestTable.key(i, false), Tag.of(i + 1, EntryKind.PUT)), value);
        }
        TestTable table = new TestTable(model, 3, TestTable.options(4096, compression));
        BlockCache cache = new BlockCache(1 << 20);
        LookupResult result = new LookupResult();
        try (TableReader reader = table.open(cache);
                InternalIterator iterator = reader.iterator(false)) {
            iterator.seekToFirst();
            for (var entry : model.entrySet()) {
                byte[] key = entry.getKey().scoped();
                assertTrue(reader.get(key, 0, key.length, Tag.NEWEST, result));
                int from = result.valueOffset();
                int to = from + result.valueLength();
                assertTrue(Arrays.equals(
                        entry.getValue(), 0, entry.getValue().length, result.valueArray(), from, to));
                assertTrue(Arrays.equals(entry.getValue(), TestTable.valueOf(iterator)));
                iterator.next();
            }
            reader.verify(OptionalInt.of(table.summary.checksum()), damage -> {
                throw new AssertionError(damage);
            });
            assertTrue(cache.bytes() <= cache.capacityBytes());
        }
    }

    @Test
    void longestKeysComeBack() throws IOException {
        TreeMap<Key, byte[]> model = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            byte[] key = new byte[ScopedKey.MAX_BYTES];
            Arrays.fill(key, (byte) (i / 20));
            key[key.length - 1 - i % 3] = (byte) i;
            model.put(new Key(key, Tag.of(i + 1, EntryKind.PUT)), new byte[i]);
        }
        TestTable table = new TestTable(model, 3, OPTIONS);
        try (TableReader reader = table.open(new BlockCache(0));
                InternalIterator iterator = reader.iterator(true)) {
            iterator.seekToLast();
            for (Key key : model.descendingKeySet()) {
                assertEquals(0, key.compareTo(TestTable.keyOf(iterator)));
                iterator.prev();
            }
        }
    }

    @Test
    void tableWithoutFilterAnswers() throws IOException {
        TestTable table = new TestTable(
                TestTable.randomModel(new Random(1), 100, false, 100), 3, new TableOptions(4096, Compression.LZ4, 0));
        LookupResult result = new LookupResult();
        try (TableReader reader = table.open(new BlockCache(0))) {
            for (Key key : table.model.keySet()) {
                assertTrue(reader.get(key.scoped(), 0, key.scoped().length, key.tag(), result));
            }
            assertTrue(reader.mayContain(new byte[] {9}, 0, 1));
            assertFalse(reader.get(new byte[] {9}, 0, 1, Tag.NEWEST, result));
            assertFalse(reader.get(new byte[] {0}, 0, 1, Tag.NEWEST, result));
        }
    }

    @Test
    void closedReaderThrows() throws IOException {
        TestTable table = randomTable(4, 3);
        BlockCache cache = new BlockCache(1 << 20);
        TableReader reader = table.open(cache);
        InternalIterator cached = reader.iterator(true);
        InternalIterator ahead = reader.iterator(false);
        byte[] key = table.model.firstKey().scoped();
        assertTrue(reader.get(key, 0, key.length, Tag.NEWEST, new LookupResult()));
        reader.close();
        reader.close();
        assertThrows(
                ClosedChannelException.class, () -> reader.get(key, 0, key.length, Tag.NEWEST, new LookupResult()));
        assertThrows(ClosedChannelException.class, () -> reader.iterator(true));
        assertThrows(ClosedChannelException.class, cached::seekToFirst);
        assertThrows(ClosedChannelException.class, ahead::seekToFirst);
        assertThrows(ClosedChannelException.class, () -> reader.verify(OptionalInt.empty(), damage -> {}));
        assertFalse(cached.isValid());
        assertFalse(ahead.isValid());
    }

    @Test
    void approximateOffsetsGrowWithTheKeys() throws IOException {
        TestTable table = randomTable(4, 500);
        try (TableReader reader = table.open(new BlockCache(0))) {
            long before = 0;
            for (Key key : table.model.keySet()) {
                long offset = reader.approximateOffset(key.scoped(), 0, key.scoped().length);
                assertTrue(offset >= before && offset < table.summary.sizeBytes());
                before = offset;
            }
            assertTrue(before > table.summary.sizeBytes() / 2);
        }
    }

    private TableWriter writer(long number) throws IOException {
        vfs.createDirectories(TestTable.DIRECTORY);
        return new TableWriter(vfs, TestTable.DIRECTORY, number, TestTable.STORE, OPTIONS);
    }

    private static TestTable randomTable(long number, int keys) throws IOException {
        assertEquals("000004.sst", FileName.table(4));
        return new TestTable(TestTable.randomModel(new Random(5), keys, true, 3000), number, OPTIONS);
    }

    private static void add(TableWriter writer, String key, long sequence, int kind) throws IOException {
        byte[] scoped = ScopedKey.of(0, key.getBytes(StandardCharsets.ISO_8859_1));
        writer.add(scoped, 0, scoped.length, Tag.of(sequence, kind), scoped, 0, 1);
    }
}
