package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.sstable.TestTable.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to the bytes of a table, each answer is right, or the damage is named. */
final class TableDamageTest {
    private static final long NUMBER = 7;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void flippedBitInAnyByteIsFound(Compression compression) throws IOException {
        TestTable table = smallTable(NUMBER, compression);
        byte[] good = table.bytes();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            table.replace(bad);
            requireDamageFound(table, at, "byte " + at);
        }
    }

    @Test
    void everyByteOverwrittenInAnOpenTableIsFound() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.NONE);
        byte[] good = table.bytes();
        for (int at = 0; at < good.length; at++) {
            table.replace(good);
            try (TableReader reader = table.open(new BlockCache(0));
                    var file = table.vfs.openReadWrite(table.path())) {
                file.write(ByteBuffer.wrap(new byte[] {(byte) ~good[at]}), at);
                requireReadsRightOrNamed(table, reader, "byte " + at);
                assertFalse(damages(table, reader).isEmpty(), "byte " + at);
            }
        }
    }

    @Test
    void everyCutIsFound() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.LZ4);
        byte[] good = table.bytes();
        for (int length = 0; length < good.length; length++) {
            table.replace(Arrays.copyOf(good, length));
            CorruptionException known = assertThrows(CorruptionException.class, () -> table.open(new BlockCache(0)));
            CorruptionException unknown =
                    assertThrows(CorruptionException.class, () -> openAnySize(table, TestTable.STORE));
            for (CorruptionException damage : List.of(known, unknown)) {
                requireNamed(table, damage);
            }
        }
    }

    @Test
    void bytesBehindTheEndAreFound() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.LZ4);
        byte[] good = table.bytes();
        table.replace(Arrays.copyOf(good, good.length + 1));
        assertThrows(CorruptionException.class, () -> table.open(new BlockCache(0)));
        assertThrows(CorruptionException.class, () -> openAnySize(table, TestTable.STORE));
    }

    @Test
    void blockInThePlaceOfAnotherIsFound() throws IOException {
        TestTable table = equalBlocks(NUMBER);
        byte[] good = table.bytes();
        long[] offsets = blockOffsets(table);
        int first = (int) offsets[0];
        int length = (int) (offsets[1] - offsets[0]);
        int second = first;
        for (int block = 1; block < offsets.length - 1 && second == first; block++) {
            second = offsets[block + 1] - offsets[block] == length ? (int) offsets[block] : first;
        }
        assertTrue(second > first, "no two blocks of one length");
        byte[] swapped = good.clone();
        System.arraycopy(good, first, swapped, second, length);
        System.arraycopy(good, second, swapped, first, length);
        table.replace(swapped);
        try (TableReader reader = table.open(new BlockCache(1 << 20))) {
            List<CorruptionException> damages = damages(table, reader);
            assertEquals(first, damages.get(0).offset());
            assertEquals(second, damages.get(1).offset());
            requireReadsRightOrNamed(table, reader, "swapped");
        }
    }

    @Test
    void blockOfAnotherTableIsFound() throws IOException {
        TestTable table = equalBlocks(NUMBER);
        byte[] mixed = table.bytes();
        byte[] other = equalBlocks(NUMBER + 1).bytes();
        long[] offsets = blockOffsets(table);
        System.arraycopy(other, (int) offsets[1], mixed, (int) offsets[1], (int) (offsets[2] - offsets[1]));
        table.replace(mixed);
        try (TableReader reader = table.open(new BlockCache(1 << 20))) {
            assertEquals(offsets[1], damages(table, reader).get(0).offset());
            requireReadsRightOrNamed(table, reader, "mixed");
        }
    }

    @Test
    void tableOfAnotherStoreIsRefused() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.LZ4);
        CorruptionException damage =
                assertThrows(CorruptionException.class, () -> openAnySize(table, new UUID(1, 2)));
        assertTrue(damage.getMessage().startsWith("table of another store: file=000007.sst"), damage.getMessage());
        openAnySize(table, null).close();
    }

    @Test
    void tableUnderAnotherNumberIsRefused() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.LZ4);
        table.vfs.rename(table.path(), TestTable.DIRECTORY.resolve(FileName.table(8)));
        assertThrows(
                CorruptionException.class,
                () -> TableReader.open(
                        table.vfs,
                        TestTable.DIRECTORY,
                        8,
                        TestTable.STORE,
                        table.summary.sizeBytes(),
                        new BlockCache(0)));
    }

    @Test
    void verifyGoesOnBehindDamage() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.NONE);
        byte[] bad = table.bytes();
        long[] offsets = blockOffsets(table);
        for (int block = 0; block < offsets.length - 1; block += 2) {
            bad[(int) offsets[block] + 5] ^= 1;
        }
        table.replace(bad);
        try (TableReader reader = table.open(new BlockCache(0))) {
            List<CorruptionException> damages = damages(table, reader);
            // Every second block, and the file as a whole.
            assertEquals(offsets.length / 2 + 1, damages.size());
            assertEquals(
                    CorruptionException.WHOLE_FILE,
                    damages.get(damages.size() - 1).offset());
        }
    }

    @Test
    void messageNamesWhatWhereActualAndExpected() throws IOException {
        TestTable table = smallTable(NUMBER, Compression.NONE);
        byte[] bad = table.bytes();
        bad[70] ^= 1;
        table.replace(bad);
        try (TableReader reader = table.open(new BlockCache(0));
                InternalIterator iterator = reader.iterator(true)) {
            CorruptionException damage = assertThrows(CorruptionException.class, iterator::seekToFirst);
            assertTrue(
                    damage.getMessage()
                            .matches("block checksum mismatch: file=000007.sst, offset=64, "
                                    + "actual=0x[0-9a-f]{8}, expected=0x[0-9a-f]{8}, bytes=\\d+"),
                    damage.getMessage());
            assertFalse(iterator.isValid());
        }
    }

    private static void requireDamageFound(TestTable table, int at, String what) throws IOException {
        TableReader reader;
        try {
            reader = table.open(new BlockCache(64 << 10));
        } catch (CorruptionException e) {
            requireNamed(table, e);
            return;
        }
        try (reader) {
            requireReadsRightOrNamed(table, reader, what);
            List<CorruptionException> damages = damages(table, reader);
            assertTrue(damages.size() >= 2, what + " damages=" + damages);
            long offset = damages.get(0).offset();
            assertTrue(offset <= at && at < offset + 2000, what + " offset=" + offset);
        }
    }

    private static void requireReadsRightOrNamed(TestTable table, TableReader reader, String what)
            throws IOException {
        LookupResult result = new LookupResult();
        for (Map.Entry<Key, byte[]> entry : table.model.entrySet()) {
            Key key = entry.getKey();
            try {
                assertTrue(reader.get(key.scoped(), 0, key.scoped().length, key.tag(), result), what);
                assertEquals(key.tag(), result.tag(), what);
                int from = result.valueOffset();
                byte[] value = Arrays.copyOfRange(result.valueArray(), from, from + result.valueLength());
                assertArrayEquals(entry.getValue(), value, what);
            } catch (CorruptionException e) {
                requireNamed(table, e);
            }
        }
        for (boolean fillCache : new boolean[] {true, false}) {
            try (InternalIterator iterator = reader.iterator(fillCache)) {
                iterator.seekToFirst();
                for (Map.Entry<Key, byte[]> entry : table.model.entrySet()) {
                    assertEquals(0, entry.getKey().compareTo(TestTable.keyOf(iterator)), what);
                    assertArrayEquals(entry.getValue(), TestTable.valueOf(iterator), what);
                    iterator.next();
                }
                assertFalse(iterator.isValid());
            } catch (CorruptionException e) {
                requireNamed(table, e);
            }
        }
    }

    private static List<CorruptionException> damages(TestTable table, TableReader reader) throws IOException {
        List<CorruptionException> damages = new ArrayList<>();
        reader.verify(OptionalInt.of(table.summary.checksum()), damages::add);
        return damages;
    }

    private static void requireNamed(TestTable table, CorruptionException damage) {
        assertEquals(FileName.table(table.number), damage.file());
        assertTrue(damage.offset() >= 0 && damage.offset() <= table.summary.sizeBytes(), damage.getMessage());
    }

    private static TableReader openAnySize(TestTable table, UUID storeId) throws IOException {
        return TableReader.open(
                table.vfs, TestTable.DIRECTORY, table.number, storeId, TableReader.UNKNOWN_SIZE, new BlockCache(0));
    }

    private static TestTable smallTable(long number, Compression compression) throws IOException {
        return new TestTable(
                TestTable.randomModel(new Random(11), 12, true, 200), number, TestTable.options(400, compression));
    }

    /** Some blocks have the same length: only their place tells whether they are at home. */
    private static TestTable equalBlocks(long number) throws IOException {
        var model = new TreeMap<Key, byte[]>();
        for (int i = 100; i < 200; i++) {
            model.put(new Key(TestTable.key(i, false), (1000L + i) << 8 | 1), new byte[10]);
        }
        return new TestTable(model, number, TestTable.options(200, Compression.NONE));
    }

    private static long[] blockOffsets(TestTable table) throws IOException {
        try (TableFile file = TableFile.open(
                table.vfs, TestTable.DIRECTORY, table.number, TestTable.STORE, TableReader.UNKNOWN_SIZE)) {
            TableIndex index = TableContents.read(file).index();
            long[] offsets = new long[index.blocks() + 1];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = index.blockOffset(i);
            }
            return offsets;
        }
    }
}
