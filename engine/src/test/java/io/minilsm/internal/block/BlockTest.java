package io.minilsm.internal.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.codec.ByteSink;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class BlockTest {
    private record Entry(byte[] key, long tag) implements Comparable<Entry> {
        private static final Comparator<Entry> ORDER = (a, b) ->
                ScopedKey.compare(a.key, 0, a.key.length, a.tag, b.key, 0, b.key.length, b.tag);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }

    @Test
    void everySearchFindsWhatASortedListFinds() throws MalformedException {
        for (long seed = 0; seed < 300; seed++) {
            List<Entry> entries = randomEntries(new Random(seed));
            byte[] block = build(entries);
            BlockCursor cursor = new BlockCursor();
            cursor.reset(block);
            for (Entry wanted : randomEntries(new Random(seed + 1_000_000))) {
                int expected = -Arrays.binarySearch(entries.toArray(), wanted) - 1;
                requireFound(entries, expected < 0 ? -expected - 1 : expected, block, cursor, wanted, seed);
            }
            for (int i = 0; i < entries.size(); i++) {
                requireFound(entries, i, block, cursor, entries.get(i), seed);
            }
        }
    }

    @Test
    void stepsBackAndForthMeetTheSameEntries() throws MalformedException {
        List<Entry> entries = randomEntries(new Random(9));
        BlockCursor cursor = new BlockCursor();
        cursor.reset(build(entries));
        for (int from = 0; from < entries.size(); from++) {
            cursor.seek(entries.get(from).key, 0, entries.get(from).key.length, entries.get(from).tag);
            for (int back = 0; back < 20 && from - back >= 0; back++) {
                requireAt(entries.get(from - back), cursor);
                cursor.prev();
                if (from - back > 0) {
                    cursor.next();
                    requireAt(entries.get(from - back), cursor);
                    cursor.prev();
                }
            }
        }
        cursor.seekToFirst();
        cursor.prev();
        assertFalse(cursor.isValid());
    }

    @Test
    void blockInTheMiddleOfAnArrayIsRead() throws MalformedException {
        List<Entry> entries = randomEntries(new Random(4));
        BlockBuilder builder = fill(entries);
        int length = builder.finish();
        byte[] shifted = new byte[length + 300];
        Arrays.fill(shifted, (byte) 0xFF);
        System.arraycopy(builder.array(), 0, shifted, 100, length);
        BlockCursor cursor = new BlockCursor();
        cursor.reset(Block.of(shifted, 100, length));
        cursor.seekToFirst();
        for (Entry entry : entries) {
            requireAt(entry, cursor);
            cursor.next();
        }
        assertFalse(cursor.isValid());
    }

    @Test
    void sizeIsNeverMoreThanWasSaidBefore() {
        for (long seed = 0; seed < 300; seed++) {
            List<Entry> entries = randomEntries(new Random(seed));
            BlockBuilder builder = new BlockBuilder(100);
            byte[] before = new byte[0];
            long said = 0;
            for (Entry entry : entries) {
                int shared = shared(before, entry.key);
                byte[] value = new byte[(int) (entry.tag % 300)];
                said = builder.bytesWith(shared, entry.key.length, value.length);
                builder.add(shared, entry.key, 0, entry.key.length, entry.tag, value, 0, value.length);
                assertEquals(said, builder.bytes());
                before = entry.key;
            }
            int length = builder.finish();
            assertTrue(length <= said && said - length <= 2L * entries.size(), "seed=" + seed);
        }
    }

    @Test
    void keyBesideThePrefixIsBeforeOrBehindAll() throws MalformedException {
        BlockBuilder builder = new BlockBuilder(100);
        byte[] key = {5, 5, 1};
        builder.add(0, key, 0, 3, 257, key, 0, 3);
        key[2] = 9;
        builder.add(2, key, 0, 3, 257, key, 0, 3);
        int length = builder.finish();
        byte[] block = Block.of(builder.array(), 0, length);
        assertEquals(2, Block.prefixLength(block));
        byte[][] before = {{}, {5}, {5, 5}, {5, 4, 100}, {4, 5, 5}, {0}};
        byte[][] behind = {{6}, {5, 6}, {(byte) 200, 5, 1}, {5, (byte) 128}, {5, 5, 10}};
        for (byte[] wanted : before) {
            assertEquals(0, Block.find(block, wanted, 0, wanted.length, 257), Arrays.toString(wanted));
            assertFalse(Block.get(block, wanted, 0, wanted.length, 257, new LookupResult()));
        }
        for (byte[] wanted : behind) {
            assertEquals(2, Block.find(block, wanted, 0, wanted.length, 257), Arrays.toString(wanted));
            assertFalse(Block.get(block, wanted, 0, wanted.length, 257, new LookupResult()));
        }
    }

    @Test
    void everyByteOfABlockMayLie() throws MalformedException {
        List<Entry> entries = randomEntries(new Random(2));
        BlockBuilder builder = fill(entries);
        int length = builder.finish();
        byte[] good = Arrays.copyOf(builder.array(), length);
        int refused = 0;
        for (int at = 0; at < length; at++) {
            for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF, good[at] + 1, good[at] - 1}) {
                byte[] bad = good.clone();
                bad[at] = (byte) value;
                refused += walk(bad, entries) ? 0 : 1;
            }
        }
        // Most bytes are of values, which nobody can doubt here.
        assertTrue(refused > 100, "refused=" + refused);
    }

    @Test
    void compressedBlocksComeBack() throws MalformedException {
        BlockCompression compression = new BlockCompression();
        Random random = new Random(6);
        for (int length : new int[] {20, 100, 4096, 100_000}) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            assertEquals(-1, compression.compress(plain, length), "random bytes do not become fewer");
            Arrays.fill(plain, length / 4, length, (byte) 1);
            int compressed = compression.compress(plain, length);
            if (length > 20) {
                assertTrue(compressed > 0 && compressed <= length - length / 9);
                int body = compressed - Block.TAIL_BYTES;
                int plainBody = length - Block.TAIL_BYTES;
                byte[] back = new byte[length];
                BlockCompression.decompress(compression.array(), 0, body, back, 0, plainBody);
                System.arraycopy(compression.array(), body, back, plainBody, Block.TAIL_BYTES);
                assertArrayEquals(plain, back);
                for (int wrong : new int[] {plainBody - 1, plainBody + 1, 1}) {
                    byte[] target = new byte[wrong];
                    assertThrows(
                            MalformedException.class,
                            () -> BlockCompression.decompress(compression.array(), 0, body, target, 0, wrong));
                }
            }
        }
    }

    private static boolean walk(byte[] bytes, List<Entry> wanted) {
        try {
            byte[] block = Block.of(bytes, 0, bytes.length);
            BlockCursor cursor = new BlockCursor();
            cursor.reset(block);
            int steps = 0;
            for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
                assertTrue(steps++ < bytes.length);
            }
            for (cursor.seekToLast(); cursor.isValid(); cursor.prev()) {
                assertTrue(steps++ < 2 * bytes.length);
            }
            for (Entry entry : wanted) {
                Block.get(block, entry.key, 0, entry.key.length, entry.tag, new LookupResult());
                cursor.seek(entry.key, 0, entry.key.length, entry.tag);
            }
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static void requireFound(
            List<Entry> entries, int expected, byte[] block, BlockCursor cursor, Entry wanted, long seed)
            throws MalformedException {
        cursor.seek(wanted.key, 0, wanted.key.length, wanted.tag);
        LookupResult result = new LookupResult();
        boolean found = Block.get(block, wanted.key, 0, wanted.key.length, wanted.tag, result);
        if (expected == entries.size()) {
            assertFalse(cursor.isValid() || found, () -> "seed=" + seed);
            return;
        }
        requireAt(entries.get(expected), cursor);
        assertEquals(Arrays.equals(entries.get(expected).key, wanted.key), found, () -> "seed=" + seed);
        if (found) {
            assertEquals(entries.get(expected).tag, result.tag());
            assertEquals(cursor.valueOffset(), result.valueOffset());
            assertEquals(cursor.valueLength(), result.valueLength());
        }
    }

    private static void requireAt(Entry entry, BlockCursor cursor) {
        assertTrue(cursor.isValid());
        assertArrayEquals(entry.key, Arrays.copyOf(cursor.keyArray(), cursor.keyLength()));
        assertEquals(entry.tag, cursor.tag());
        assertEquals(entry.tag % 300, cursor.valueLength());
    }

    /** Few different bytes and lengths, so that keys share much, are each other's prefixes, and have versions. */
    private static List<Entry> randomEntries(Random random) {
        TreeSet<Entry> entries = new TreeSet<>();
        int count = 1 + random.nextInt(100);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(5)];
            for (int j = 0; j < key.length; j++) {
                key[j] = (byte) (random.nextInt(3) * 127);
            }
            entries.add(new Entry(key, 1 + random.nextInt(1000)));
        }
        return new ArrayList<>(entries);
    }

    private static byte[] build(List<Entry> entries) throws MalformedException {
        BlockBuilder builder = fill(entries);
        int length = builder.finish();
        return Block.of(builder.array(), 0, length);
    }

    private static BlockBuilder fill(List<Entry> entries) {
        BlockBuilder builder = new BlockBuilder(100);
        byte[] before = new byte[0];
        for (Entry entry : entries) {
            byte[] value = new byte[(int) (entry.tag % 300)];
            builder.add(shared(before, entry.key), entry.key, 0, entry.key.length, entry.tag, value, 0, value.length);
            before = entry.key;
        }
        return builder;
    }

    private static int shared(byte[] before, byte[] key) {
        int mismatch = Arrays.mismatch(before, key);
        return mismatch < 0 ? before.length : mismatch;
    }
}
