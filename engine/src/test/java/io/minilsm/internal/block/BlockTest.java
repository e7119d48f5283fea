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
            Block block = build(entries);
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
        int length = builder.bytes();
        byte[] shifted = new byte[length + 300];
        Arrays.fill(shifted, (byte) 0xFF);
        System.arraycopy(builder.finish(), 0, shifted, 100, length);
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
    void moreEntriesBehindARestartThanAllowedAreRefused() throws MalformedException {
        ByteSink sink = new ByteSink(1000);
        for (int i = 0; i <= BlockBuilder.RESTART_INTERVAL; i++) {
            BlockBuilder.putSingleHead(sink, new byte[] {(byte) i}, 0, 1, 257, 0);
        }
        BlockBuilder.putSingleTail(sink);
        BlockCursor cursor = new BlockCursor();
        cursor.reset(Block.of(sink.array(), 0, sink.length()));
        assertThrows(MalformedException.class, cursor::seekToLast);
        assertFalse(cursor.isValid());
    }

    @Test
    void everyByteOfABlockMayLie() throws MalformedException {
        List<Entry> entries = randomEntries(new Random(2));
        BlockBuilder builder = fill(entries);
        int length = builder.bytes();
        byte[] good = Arrays.copyOf(builder.finish(), length);
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
                assertTrue(compressed > 0 && compressed <= length - length / 8);
                byte[] back = new byte[length];
                BlockCompression.decompress(compression.array(), 0, compressed, back, 0, length);
                assertArrayEquals(plain, back);
                for (int wrong : new int[] {length - 1, length + 1, 1}) {
                    byte[] target = new byte[wrong];
                    assertThrows(
                            MalformedException.class,
                            () -> BlockCompression.decompress(
                                    compression.array(), 0, compressed, target, 0, wrong));
                }
            }
        }
    }

    private static boolean walk(byte[] bytes, List<Entry> wanted) {
        try {
            Block block = Block.of(bytes, 0, bytes.length);
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
                block.get(entry.key, 0, entry.key.length, entry.tag, new LookupResult());
                cursor.seek(entry.key, 0, entry.key.length, entry.tag);
            }
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static void requireFound(
            List<Entry> entries, int expected, Block block, BlockCursor cursor, Entry wanted, long seed)
            throws MalformedException {
        cursor.seek(wanted.key, 0, wanted.key.length, wanted.tag);
        LookupResult result = new LookupResult();
        boolean found = block.get(wanted.key, 0, wanted.key.length, wanted.tag, result);
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
        int from = cursor.keyOffset();
        assertArrayEquals(entry.key, Arrays.copyOfRange(cursor.keyArray(), from, from + cursor.keyLength()));
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

    private static Block build(List<Entry> entries) throws MalformedException {
        BlockBuilder builder = fill(entries);
        int length = builder.bytes();
        return Block.of(builder.finish(), 0, length);
    }

    private static BlockBuilder fill(List<Entry> entries) {
        BlockBuilder builder = new BlockBuilder(100);
        byte[] before = new byte[0];
        for (Entry entry : entries) {
            int mismatch = Arrays.mismatch(before, entry.key);
            int shared = mismatch < 0 ? before.length : mismatch;
            byte[] value = new byte[(int) (entry.tag % 300)];
            builder.add(shared, entry.key, 0, entry.key.length, entry.tag, value, 0, value.length);
            before = entry.key;
        }
        return builder;
    }
}
