package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.sstable.TestTable.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lying bytes under good checksums: no answer need be right, but nothing else than a CorruptionException may come. */
final class TableForgeryTest {
    private static final long NUMBER = 7;
    private static final long SEED_BASE = TableFormat.seedBase(TestTable.STORE, NUMBER);

    private TestTable table;
    private byte[] good;
    private TableFooter footer;
    private TableIndex index;

    @BeforeEach
    void makeTable() throws IOException {
        makeTable(Compression.NONE);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void randomBytesInDataBlocksDoNoHarm(Compression compression) throws IOException {
        makeTable(compression);
        for (long seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            byte[] forged = good.clone();
            int block = random.nextInt(index.blocks());
            int from = (int) index.blockOffset(block);
            mutate(random, forged, from, index.blockBytes(block) - Integer.BYTES);
            seal(forged, from, index.blockBytes(block));
            requireOnlyCorruption(forged, "seed=" + seed);
        }
    }

    @Test
    void randomBytesInIndexFilterAndPropertiesDoNoHarm() throws IOException {
        long[] bounds = {footer.filterOffset(), footer.indexOffset(), footer.propertiesOffset(), footer.offset()};
        for (long seed = 0; seed < 6000; seed++) {
            Random random = new Random(seed);
            byte[] forged = good.clone();
            int part = random.nextInt(3);
            int from = (int) bounds[part];
            int length = (int) (bounds[part + 1] - from);
            mutate(random, forged, from, length - Integer.BYTES);
            seal(forged, from, length);
            requireOnlyCorruption(forged, "seed=" + seed);
        }
    }

    @Test
    void randomBytesInTheFooterDoNoHarm() throws IOException {
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] forged = good.clone();
            int from = (int) footer.offset();
            mutate(random, forged, from, TableFooter.BYTES - 12);
            Bytes.putInt(forged, from + 68, Checksum.of(SEED_BASE + from, forged, from, 68));
            requireOnlyCorruption(forged, "seed=" + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 8 << 20, (8 << 20) + 1, 1 << 30})
    void lyingPlainLengthIsNamed(int plainBytes) throws IOException {
        for (Compression compression : Compression.values()) {
            makeTable(compression);
            byte[] forged = good.clone();
            int length = index.blockBytes(0);
            Bytes.putInt(forged, 64 + length - StoredBlock.TRAILER_BYTES, plainBytes);
            seal(forged, 64, length);
            requireNamed(forged, 64);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 2, 17, 1 << 20, Integer.MAX_VALUE, 0x40000000})
    void lyingNumberOfEntriesIsNamed(int entries) throws IOException {
        byte[] forged = good.clone();
        int length = index.blockBytes(0);
        Bytes.putInt(forged, 64 + length - StoredBlock.TRAILER_BYTES - Integer.BYTES, entries);
        seal(forged, 64, length);
        requireNamed(forged, 64);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void lyingPrefixLengthIsNamed(int prefixLength) throws IOException {
        byte[] forged = good.clone();
        int length = index.blockBytes(0);
        Bytes.putInt(forged, 64 + length - StoredBlock.TRAILER_BYTES - 2 * Integer.BYTES, prefixLength);
        seal(forged, 64, length);
        requireNamed(forged, 64);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9, 127, 128, 255})
    void unknownCompressionIsNamed(int code) throws IOException {
        byte[] forged = good.clone();
        int length = index.blockBytes(0);
        forged[64 + length - 5] = (byte) code;
        seal(forged, 64, length);
        requireNamed(forged, 64);
    }

    @Test
    void compressedBlockThatIsNoneIsNamed() throws IOException {
        byte[] forged = good.clone();
        int length = index.blockBytes(0);
        forged[64 + length - 5] = StoredBlock.LZ4;
        seal(forged, 64, length);
        requireNamed(forged, 64);
    }

    /** A CRC over bytes and their CRC of the same polynomial would be the same for all bytes of that length. */
    @Test
    void checksumOfTheFileSeesWhatItsPartsDoNot() throws IOException {
        byte[] forged = good.clone();
        int length = index.blockBytes(0);
        forged[64 + length - StoredBlock.TRAILER_BYTES - Block.TAIL_BYTES - 1] ^= 1;
        seal(forged, 64, length);
        table.replace(forged);
        List<CorruptionException> damages = new ArrayList<>();
        try (TableReader reader = table.open(new BlockCache(0))) {
            reader.verify(OptionalInt.of(table.summary.checksum()), damages::add);
        }
        assertTrue(damages.size() == 1 && damages.get(0).getMessage().contains("table checksum"), () -> damages + "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{}", "{\"entries\":1e999}", "{\"entries\":", "\u0000"})
    void propertiesThatAreNoneAreRefused(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThrows(
                MalformedException.class, () -> TableProperties.decode(json, json.length));
    }

    private void makeTable(Compression compression) throws IOException {
        table = new TestTable(
                TestTable.randomModel(new Random(3), 40, true, 300), NUMBER, TestTable.options(900, compression));
        good = table.bytes();
        try (TableFile file = TableFile.open(
                table.vfs, TestTable.DIRECTORY, NUMBER, TestTable.STORE, TableReader.UNKNOWN_SIZE)) {
            TableContents contents = TableContents.read(file);
            footer = contents.footer();
            index = contents.index();
        }
    }

    private static void mutate(Random random, byte[] bytes, int from, int length) {
        int[] interesting = {0, 1, 0x7F, 0x80, 0xFF};
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = from + random.nextInt(length);
            bytes[at] = (byte) (random.nextBoolean() ? interesting[random.nextInt(5)] : random.nextInt());
        }
    }

    private static void seal(byte[] bytes, int from, int length) {
        int checksumAt = from + length - Integer.BYTES;
        Bytes.putInt(bytes, checksumAt, Checksum.of(SEED_BASE + from, bytes, from, length - Integer.BYTES));
    }

    private void requireNamed(byte[] forged, long offset) throws IOException {
        table.replace(forged);
        try (TableReader reader = table.open(new BlockCache(0));
                InternalIterator iterator = reader.iterator(false)) {
            CorruptionException damage = assertThrows(CorruptionException.class, iterator::seekToFirst);
            assertTrue(damage.offset() == offset && damage.file().equals("000007.sst"), damage.getMessage());
        }
    }

    private void requireOnlyCorruption(byte[] forged, String what) throws IOException {
        table.replace(forged);
        try (TableReader reader = table.open(new BlockCache(1 << 20))) {
            for (Key key : table.model.keySet()) {
                try {
                    reader.get(key.scoped(), 0, key.scoped().length, key.tag(), new LookupResult());
                } catch (CorruptionException e) {
                    assertTrue(e.file().equals("000007.sst"));
                }
            }
            walk(reader);
            reader.verify(OptionalInt.of(table.summary.checksum()), damage -> {});
        } catch (CorruptionException e) {
            assertTrue(e.file().equals("000007.sst"), what);
        } catch (FormatVersionException e) {
            assertTrue(e.getMessage().contains("file=000007.sst"), what);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
    }

    /** Walks into each block from both sides; as each can be damaged, each is entered by a seek. */
    private void walk(TableReader reader) throws IOException {
        for (Key key : table.model.keySet()) {
            try (InternalIterator iterator = reader.iterator(true)) {
                iterator.seek(key.scoped(), 0, key.scoped().length, key.tag());
                for (int i = 0; i < 5 && iterator.isValid(); i++) {
                    iterator.prev();
                }
                for (int i = 0; i < 5 && iterator.isValid(); i++) {
                    iterator.next();
                }
            } catch (CorruptionException e) {
                assertTrue(e.file().equals("000007.sst"));
            }
        }
        try (InternalIterator iterator = reader.iterator(false)) {
            long steps = 0;
            for (iterator.seekToLast(); iterator.isValid(); iterator.prev()) {
                assertTrue(steps++ < 100_000);
            }
        }
    }
}
