package io.minilsm.internal.wal;

import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.ByteSource;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;

/**
 * Walks the entries of a batch as a data frame holds it, without copying. For one thread at a time. Every length is
 * checked against what is left before it is believed.
 *
 * <p>{@code payload = { kind: 1 byte, space: varint, key length: varint, key, [value length: varint, value] }}; the
 * value is there for a put.
 */
public final class BatchReader {
    private final byte[] array;
    private final ByteSource source;
    private int kind;
    private int spaceId;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;

    /** Makes a reader before the first entry of the batch in part of an array. */
    public BatchReader(byte[] array, int offset, int length) {
        this.array = array;
        source = new ByteSource(array, offset, length);
    }

    /**
     * Reads all entries.
     *
     * @throws MalformedException if the bytes are not that many entries
     */
    public static void check(byte[] array, int offset, int length, int expectedCount) throws MalformedException {
        BatchReader reader = new BatchReader(array, offset, length);
        int count = 0;
        while (reader.next()) {
            count++;
        }
        if (count != expectedCount) {
            throw new MalformedException("entry count wrong: actual=" + count + ", expected=" + expectedCount, length);
        }
    }

    /** Steps to the next entry; returns false if there is none. */
    public boolean next() throws MalformedException {
        if (source.remaining() == 0) {
            return false;
        }
        int start = source.position();
        kind = source.getByte();
        if (!EntryKind.isSupported(kind)) {
            throw new MalformedException("entry kind not readable: actual=" + kind, start);
        }
        spaceId = source.getVarint(ScopedKey.MAX_SPACE, "key space");
        keyLength = source.getVarint(WriteBatch.MAX_KEY_BYTES, "key length");
        if (keyLength == 0) {
            throw new MalformedException("key length out of range: actual=0", start);
        }
        keyOffset = source.skip(keyLength);
        if (kind == EntryKind.PUT) {
            valueLength = source.getVarint(WriteBatch.MAX_VALUE_BYTES, "value length");
            valueOffset = source.skip(valueLength);
        } else {
            valueLength = 0;
            valueOffset = source.arrayOffset();
        }
        return true;
    }

    /** Returns the array that holds keys and values; not to be changed. */
    public byte[] array() {
        return array;
    }

    /** Returns the entry's kind: one of {@link EntryKind}. */
    public int kind() {
        return kind;
    }

    /** Returns the id of the entry's key space. */
    public int spaceId() {
        return spaceId;
    }

    /** Returns the index in the array of the user's key. */
    public int keyOffset() {
        return keyOffset;
    }

    /** Returns the length of the user's key in bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** Returns the index in the array of the value. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Returns the length of the value in bytes; 0 for a delete. */
    public int valueLength() {
        return valueLength;
    }
}
