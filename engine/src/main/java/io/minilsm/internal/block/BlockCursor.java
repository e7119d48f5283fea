package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.ScopedKey;
import java.util.Arrays;

/**
 * Walks the entries of a block, one block after the other. For one thread at a time. No move allocates, but to grow a
 * buffer. Arrays are valid until the next move. Once a method has thrown, the cursor stands on no entry.
 *
 * <p>Forward, the key is put together in a buffer. Backward, keys cannot be put together from the entry alone, so the
 * entries from a restart on are decoded at once into {@code run...} arrays, and a step back is a step in them.
 */
public final class BlockCursor {
    private Block block;
    private boolean valid;

    // The entry on which the cursor stands.
    private int entryAt;
    private byte[] keyArray;
    private int keyOffset;
    private int keyLength;
    private long tag;
    private int valueOffset;
    private int valueLength;

    private byte[] key = new byte[256];

    /** Index in the run of the entry on which the cursor stands; -1 when it goes forward. */
    private int runIndex = -1;

    private byte[] runKeys = Bytes.EMPTY;
    private final long[] runTag = new long[BlockBuilder.RESTART_INTERVAL];
    private final int[] runEntryAt = new int[BlockBuilder.RESTART_INTERVAL];
    private final int[] runKeyOffset = new int[BlockBuilder.RESTART_INTERVAL];
    private final int[] runKeyLength = new int[BlockBuilder.RESTART_INTERVAL];
    private final int[] runValueOffset = new int[BlockBuilder.RESTART_INTERVAL];
    private final int[] runValueLength = new int[BlockBuilder.RESTART_INTERVAL];

    /** Takes another block; stands on no entry. */
    public void reset(Block next) {
        block = next;
        valid = false;
        runIndex = -1;
    }

    /** Returns whether the cursor stands on an entry. */
    public boolean isValid() {
        return valid;
    }

    /** Goes to the first entry. */
    public void seekToFirst() throws MalformedException {
        startAt(block.start);
        forward();
    }

    /** Goes to the last entry. */
    public void seekToLast() throws MalformedException {
        valid = false;
        decodeRun(block.restartCount - 1, block.entriesEnd);
    }

    /** Goes to the first entry at or behind the internal key; stands on none if all are before it. */
    public void seek(byte[] target, int offset, int length, long seekTag) throws MalformedException {
        valid = false;
        int found = (int) (block.search(target, offset, length, seekTag) >>> 1);
        if (found == block.entriesEnd) {
            return;
        }
        startAt(block.restartAt(block.restartOf(found)));
        do {
            forward();
        } while (valid && entryAt < found);
    }

    /** Goes to the next entry; stands on none behind the last. */
    public void next() throws MalformedException {
        if (runIndex >= 0) {
            leaveRun();
        }
        forward();
    }

    /** Goes to the entry before; stands on none before the first. */
    public void prev() throws MalformedException {
        if (runIndex > 0) {
            standInRun(runIndex - 1);
            return;
        }
        valid = false;
        if (entryAt == block.start) {
            return;
        }
        decodeRun(block.restartOf(entryAt - 1), entryAt);
    }

    /** Returns the array that holds the key. */
    public byte[] keyArray() {
        return keyArray;
    }

    /** Returns the index of the key's first byte. */
    public int keyOffset() {
        return keyOffset;
    }

    /** Returns the length of the key in bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** Returns the tag. */
    public long tag() {
        return tag;
    }

    /** Returns the array that holds the value. */
    public byte[] valueArray() {
        return block.array;
    }

    /** Returns the index of the value's first byte. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Returns the length of the value in bytes. */
    public int valueLength() {
        return valueLength;
    }

    /** Returns how many leading bytes the entry under the cursor takes over from the key before. */
    public int shared() throws MalformedException {
        return Block.value(block.varint(entryAt));
    }

    /** Returns whether the entry under the cursor is a restart. */
    public boolean isRestart() {
        return block.restartAt(block.restartOf(entryAt)) == entryAt;
    }

    /** Returns the number of restarts in the block. */
    public int restartCount() {
        return block.restartCount;
    }

    /** Prepares to decode forward from the position, where a key is whole. */
    private void startAt(int position) {
        runIndex = -1;
        keyArray = key;
        keyOffset = 0;
        keyLength = 0;
        valueOffset = position;
        valueLength = 0;
    }

    /** Decodes the entry behind the current one. */
    private void forward() throws MalformedException {
        valid = false;
        int at = valueOffset + valueLength;
        if (at >= block.entriesEnd) {
            return;
        }
        byte[] array = block.array;
        long head = block.varint(at);
        int next = at + Block.size(head);
        int shared = Block.value(head);
        head = block.varint(next);
        next += Block.size(head);
        int suffix = Block.value(head);
        head = block.varint(next);
        next += Block.size(head) + BlockBuilder.TAG_BYTES;
        block.entryEnd(at, next, suffix, Block.value(head));
        requireKey(at, shared, suffix, keyLength);
        int length = shared + suffix;
        if (length > key.length) {
            grow(length);
        }
        System.arraycopy(array, next, key, shared, suffix);
        entryAt = at;
        keyLength = length;
        tag = Bytes.getLong(array, next - BlockBuilder.TAG_BYTES);
        valueOffset = next + suffix;
        valueLength = Block.value(head);
        valid = true;
    }

    private void requireKey(int at, int shared, int suffix, int lengthBefore) throws MalformedException {
        if (shared > lengthBefore || suffix > ScopedKey.MAX_BYTES - shared) {
            throw new MalformedException(
                    "key length out of range: shared=" + shared + ", own=" + suffix + ", key before=" + lengthBefore,
                    at - block.start);
        }
    }

    private void grow(int length) {
        key = Arrays.copyOf(key, Math.min(ScopedKey.MAX_BYTES, Math.max(length, 2 * key.length)));
        keyArray = key;
    }

    /** Decodes the entries from the restart up to the position, and stands on the last of them. */
    private void decodeRun(int restart, int end) throws MalformedException {
        runIndex = -1;
        int count = 0;
        int keysUsed = 0;
        int keyBefore = 0;
        int at = block.restartAt(restart);
        while (at < end) {
            long head = block.varint(at);
            int next = at + Block.size(head);
            int shared = Block.value(head);
            head = block.varint(next);
            next += Block.size(head);
            int suffix = Block.value(head);
            head = block.varint(next);
            next += Block.size(head) + BlockBuilder.TAG_BYTES;
            int entryEnd = block.entryEnd(at, next, suffix, Block.value(head));
            requireKey(at, shared, suffix, count == 0 ? 0 : runKeyLength[count - 1]);
            if (count == BlockBuilder.RESTART_INTERVAL) {
                throw new MalformedException("too many entries behind a restart: actual>" + count, at - block.start);
            }
            reserveRunKeys(keysUsed + shared + suffix);
            System.arraycopy(runKeys, keyBefore, runKeys, keysUsed, shared);
            System.arraycopy(block.array, next, runKeys, keysUsed + shared, suffix);
            runEntryAt[count] = at;
            runTag[count] = Bytes.getLong(block.array, next - BlockBuilder.TAG_BYTES);
            runKeyOffset[count] = keysUsed;
            runKeyLength[count] = shared + suffix;
            runValueOffset[count] = next + suffix;
            runValueLength[count] = Block.value(head);
            count++;
            keyBefore = keysUsed;
            keysUsed += shared + suffix;
            at = entryEnd;
        }
        if (count == 0 || at != end) {
            throw new MalformedException("entries do not meet the restart", at - block.start);
        }
        standInRun(count - 1);
    }

    private void reserveRunKeys(int bytes) {
        if (bytes > runKeys.length) {
            runKeys = Arrays.copyOf(runKeys, Math.max(bytes, Math.max(512, 2 * runKeys.length)));
        }
    }

    private void standInRun(int index) {
        runIndex = index;
        entryAt = runEntryAt[index];
        keyArray = runKeys;
        keyOffset = runKeyOffset[index];
        keyLength = runKeyLength[index];
        valueOffset = runValueOffset[index];
        valueLength = runValueLength[index];
        tag = runTag[index];
        valid = true;
    }

    /** Goes over to the forward way of holding the key. */
    private void leaveRun() {
        runIndex = -1;
        if (keyLength > key.length) {
            key = new byte[keyLength];
        }
        System.arraycopy(keyArray, keyOffset, key, 0, keyLength);
        keyArray = key;
        keyOffset = 0;
    }
}
