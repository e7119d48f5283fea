package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;

/**
 * Walks the entries of a block, one block after the other. For one thread at a time. No move allocates, but to grow the
 * buffer in which the key is put together. Arrays are valid until the next move.
 */
public final class BlockCursor {
    private byte[] block;
    private int entries;
    private int prefixLength;

    /** Array index of the first entry. */
    private int start;

    private int entry;
    private boolean valid;

    /** The block's prefix, and behind it the rest of the current key. */
    private byte[] key = new byte[256];

    private int keyLength;
    private long tag;
    private int valueOffset;
    private int valueLength;

    /** Takes another block; stands on no entry. */
    public void reset(byte[] next) {
        block = next;
        valid = false;
        entries = Block.entries(next);
        prefixLength = Block.prefixLength(next);
        int bodyAt = Block.bodyAt(next);
        start = bodyAt + prefixLength;
        reserve(prefixLength);
        System.arraycopy(next, bodyAt, key, 0, prefixLength);
    }

    /** Returns whether the cursor stands on an entry. */
    public boolean isValid() {
        return valid;
    }

    /** Goes to the first entry. */
    public void seekToFirst() {
        standAt(0);
    }

    /** Goes to the last entry. */
    public void seekToLast() {
        standAt(entries - 1);
    }

    /** Goes to the first entry at or behind the internal key; stands on none if all are before it. */
    public void seek(byte[] target, int offset, int length, long seekTag) {
        standAt(Block.find(block, target, offset, length, seekTag));
    }

    /** Goes to the next entry; stands on none behind the last. */
    public void next() {
        standAt(entry + 1);
    }

    /** Goes to the entry before; stands on none before the first. */
    public void prev() {
        standAt(entry - 1);
    }

    /** Returns the array that holds the key, which begins at index 0. */
    public byte[] keyArray() {
        return key;
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
        return block;
    }

    /** Returns the index of the value's first byte. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Returns the length of the value in bytes. */
    public int valueLength() {
        return valueLength;
    }

    private void standAt(int wanted) {
        valid = wanted >= 0 && wanted < entries;
        if (!valid) {
            return;
        }
        entry = wanted;
        byte[] from = block;
        int at = start + Block.offsetOf(from, wanted);
        long lengths = Block.lengths(from, at);
        int tagAt = at + Block.size(lengths);
        int restAt = tagAt + Block.TAG_BYTES;
        int rest = Block.rest(lengths);
        tag = Bytes.getLong(from, tagAt);
        keyLength = prefixLength + rest;
        reserve(keyLength);
        System.arraycopy(from, restAt, key, prefixLength, rest);
        valueOffset = restAt + rest;
        valueLength = Block.valueLength(lengths);
    }

    private void reserve(int bytes) {
        if (bytes > key.length) {
            byte[] longer = new byte[Math.max(bytes, 2 * key.length)];
            System.arraycopy(key, 0, longer, 0, key.length);
            key = longer;
        }
    }
}
