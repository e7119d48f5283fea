package io.minilsm.internal.block;

import io.minilsm.internal.codec.ByteSink;
import io.minilsm.internal.codec.Varint;
import java.util.Arrays;

/**
 * Encodes sorted entries into one block after the other. For one thread at a time.
 *
 * <p>The caller knows the key before, as it checks the order, and tells how many bytes are shared with it; the builder
 * keeps no key.
 */
public final class BlockBuilder {
    /** An entry whose key is whole comes after this many: a search starts there and reads on from it. */
    public static final int RESTART_INTERVAL = 16;

    /** Length of an entry's tag in bytes. */
    static final int TAG_BYTES = Long.BYTES;

    private final ByteSink sink;
    private int[] restarts = new int[16];
    private int restartCount;
    private int entries;

    /** Makes a builder for blocks of about that size. */
    public BlockBuilder(int expectedBytes) {
        sink = new ByteSink(expectedBytes + expectedBytes / 4);
    }

    /** Returns whether nothing was added since the last {@link #clear()}. */
    public boolean isEmpty() {
        return entries == 0;
    }

    /** Returns the length of the block if it were finished now. */
    public int bytes() {
        return sink.length() + Integer.BYTES * (restartCount + 1);
    }

    /** Returns an upper bound of what an entry adds to {@link #bytes()}. */
    public static long entryBytes(int shared, int keyLength, int valueLength) {
        return 2L * Varint.length(keyLength)
                + Varint.length(valueLength)
                + TAG_BYTES
                + keyLength
                - shared
                + valueLength
                + Integer.BYTES;
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
        int kept = shared;
        if (entries % RESTART_INTERVAL == 0) {
            if (restartCount == restarts.length) {
                restarts = Arrays.copyOf(restarts, 2 * restartCount);
            }
            restarts[restartCount++] = sink.length();
            kept = 0;
        }
        entries++;
        putHead(sink, kept, key, keyOffset, keyLength, tag, valueLength);
        sink.put(value, valueOffset, valueLength);
    }

    /**
     * Ends the block with the restart array.
     *
     * @return the block and behind it room for {@link StoredBlock#TRAILER_BYTES}; valid until {@link #clear()}
     */
    public byte[] finish() {
        for (int i = 0; i < restartCount; i++) {
            sink.putInt(restarts[i]);
        }
        sink.putInt(restartCount);
        restartCount = -1;
        sink.putZeros(StoredBlock.TRAILER_BYTES);
        return sink.array();
    }

    /** Forgets the block. */
    public void clear() {
        sink.clear();
        restartCount = 0;
        entries = 0;
    }

    /**
     * Appends what stands before the value in a block of a single entry. Such a block is this, the value, and
     * {@link #putSingleTail}; a large value need not be copied to be stored.
     */
    public static void putSingleHead(
            ByteSink target, byte[] key, int keyOffset, int keyLength, long tag, int valueLength) {
        putHead(target, 0, key, keyOffset, keyLength, tag, valueLength);
    }

    /** Appends what stands behind the value in a block of a single entry. */
    public static void putSingleTail(ByteSink target) {
        target.putInt(0);
        target.putInt(1);
    }

    private static void putHead(
            ByteSink target, int shared, byte[] key, int keyOffset, int keyLength, long tag, int valueLength) {
        target.putVarint(shared);
        target.putVarint(keyLength - shared);
        target.putVarint(valueLength);
        target.putLong(tag);
        target.put(key, keyOffset + shared, keyLength - shared);
    }
}
