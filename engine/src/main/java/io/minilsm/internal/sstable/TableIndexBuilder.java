package io.minilsm.internal.sstable;

import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSink;
import java.util.Arrays;

/**
 * Encodes the index: for each data block its fence and its length. For one thread at a time.
 *
 * <p>A fence is an internal key at or behind the last entry of its block and before the first of the next. Its key is
 * as short as that allows; its tag is 0, behind all tags, unless one key's entries go on in the next block.
 */
final class TableIndexBuilder {
    private final ByteSink sink = new ByteSink(4 << 10);
    private final ByteSink fence = new ByteSink(256);
    private byte[] before = new byte[0];
    private int beforeLength;
    private int blocks;
    private long fenceBytes;

    int blocks() {
        return blocks;
    }

    /** Returns the bytes that the fences take in a reader's memory, which is no less than they take in the file. */
    long memoryBytes() {
        return fenceBytes + (long) blocks * TableIndex.MEMORY_BYTES_PER_BLOCK;
    }

    /** Adds a block that another one follows. */
    void add(byte[] last, int lastLength, long lastTag, byte[] next, int offset, int length, int storedBytes) {
        int common = Arrays.mismatch(last, 0, lastLength, next, offset, offset + length);
        fence.clear();
        long tag = 0;
        if (common < 0) {
            fence.put(last, 0, lastLength);
            tag = lastTag;
        } else if (common < lastLength && length > common + 1) {
            // One byte more than they have in common is before the next key, and behind the last.
            fence.put(next, offset, common + 1);
        } else {
            fence.put(last, 0, lastLength);
        }
        put(tag, storedBytes);
    }

    /** Adds the last block. */
    void addLast(byte[] last, int lastLength, int storedBytes) {
        fence.clear();
        fence.put(last, 0, lastLength);
        put(0, storedBytes);
    }

    /** Returns the index with room for a trailer behind it. */
    ByteSink finish() {
        sink.putZeros(StoredBlock.TRAILER_BYTES);
        return sink;
    }

    private void put(long tag, int storedBytes) {
        byte[] key = fence.array();
        int length = fence.length();
        int shared = Arrays.mismatch(before, 0, beforeLength, key, 0, length);
        if (shared < 0) {
            shared = length;
        }
        sink.putVarint(shared);
        sink.putVarint(length - shared);
        sink.put(key, shared, length - shared);
        sink.putVarint(tag);
        sink.putVarint(storedBytes);
        if (before.length < length) {
            before = new byte[length + length / 2];
        }
        System.arraycopy(key, 0, before, 0, length);
        beforeLength = length;
        blocks++;
        fenceBytes += length;
    }
}
