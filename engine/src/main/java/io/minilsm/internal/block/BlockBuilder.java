package io.minilsm.internal.block;

import io.minilsm.internal.codec.ByteSink;
import io.minilsm.internal.codec.Varint;
import java.util.Arrays;

/**
 * Encodes sorted entries into one block after the other. For one thread at a time.
 *
 * <p>What all keys of a block begin with is stored once, and is known only when its last entry is: so entries are kept
 * with their whole keys and encoded at the end. The caller knows the key before, as it checks the order, and tells how
 * many bytes are shared with it: of sorted keys, the least of these numbers is what all have in common.
 */
public final class BlockBuilder {
    /** Tag, key and value of each entry. */
    private final ByteSink whole;

    private final ByteSink sink;
    private int[] offsets = new int[64];
    private int[] keyLengths = new int[64];
    private int entries;
    private int prefixLength;

    /** Most that the lengths of all entries can take. */
    private long lengthsBytes;

    /** Makes a builder for blocks of about that size. */
    public BlockBuilder(int expectedBytes) {
        whole = new ByteSink(expectedBytes + expectedBytes / 2);
        sink = new ByteSink(expectedBytes + expectedBytes / 4);
    }

    /** Returns whether nothing was added since the last {@link #finish()}. */
    public boolean isEmpty() {
        return entries == 0;
    }

    /** Returns about how long the block would be if it were finished now, and no less. */
    public long bytes() {
        return bytes(whole.length() + lengthsBytes, entries, prefixLength);
    }

    /** Returns about how long the block would be with one more entry, and no less. */
    public long bytesWith(int shared, int keyLength, int valueLength) {
        int prefix = entries == 0 ? keyLength : Math.min(prefixLength, shared);
        long entryBytes = lengthsBytes(keyLength, valueLength) + Block.TAG_BYTES + keyLength + valueLength;
        return bytes(whole.length() + lengthsBytes + entryBytes, entries + 1, prefix);
    }

    private static long bytes(long withWholeKeys, int entries, int prefix) {
        return withWholeKeys - (long) prefix * entries + prefix + Block.TAIL_BYTES;
    }

    private static long lengthsBytes(int keyLength, int valueLength) {
        return (long) Varint.length(keyLength) + Varint.length(valueLength);
    }

    /**
     * Adds an entry behind the last one.
     *
     * @param shared the number of leading bytes in which the key equals the one before, all that do
     */
    public void add(
            int shared,
            byte[] key,
            int keyOffset,
            int keyLength,
            long tag,
            byte[] value,
            int valueOffset,
            int valueLength) {
        if (entries + 1 >= offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            keyLengths = Arrays.copyOf(keyLengths, 2 * keyLengths.length);
        }
        prefixLength = entries == 0 ? keyLength : Math.min(prefixLength, shared);
        offsets[entries] = whole.length();
        keyLengths[entries] = keyLength;
        entries++;
        lengthsBytes += lengthsBytes(keyLength, valueLength);
        whole.putLong(tag);
        whole.put(key, keyOffset, keyLength);
        whole.put(value, valueOffset, valueLength);
        offsets[entries] = whole.length();
    }

    /**
     * Encodes the block and forgets its entries.
     *
     * @return its length, of which the last {@link Block#TAIL_BYTES} are the tail
     */
    public int finish() {
        sink.clear();
        byte[] source = whole.array();
        sink.put(source, offsets[0] + Block.TAG_BYTES, prefixLength);
        for (int i = 0; i < entries; i++) {
            int at = offsets[i] + Block.TAG_BYTES;
            int rest = keyLengths[i] - prefixLength;
            sink.putVarint(rest);
            sink.putVarint(offsets[i + 1] - at - keyLengths[i]);
            sink.put(source, offsets[i], Block.TAG_BYTES);
            sink.put(source, at + prefixLength, offsets[i + 1] - at - prefixLength);
        }
        sink.putInt(prefixLength);
        sink.putInt(entries);
        int length = sink.length();
        sink.putZeros(StoredBlock.TRAILER_BYTES);
        whole.clear();
        entries = 0;
        lengthsBytes = 0;
        return length;
    }

    /** Returns the block finished last and behind it room for {@link StoredBlock#TRAILER_BYTES}. */
    public byte[] array() {
        return sink.array();
    }

    /**
     * Appends what stands before the value in a block of a single entry. Such a block is this, the value, and
     * {@link #putSingleTail}; a large value need not be copied to be stored.
     */
    public static void putSingleHead(
            ByteSink target, byte[] key, int keyOffset, int keyLength, long tag, int valueLength) {
        target.put(key, keyOffset, keyLength);
        target.putVarint(0);
        target.putVarint(valueLength);
        target.putLong(tag);
    }

    /** Appends what stands behind the value in a block of a single entry. */
    public static void putSingleTail(ByteSink target, int keyLength) {
        target.putInt(keyLength);
        target.putInt(1);
    }
}
