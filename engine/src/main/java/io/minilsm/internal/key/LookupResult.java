package io.minilsm.internal.key;

/**
 * Where a point lookup found its entry: the tag, and the value in an array that is not to be changed. For one thread at
 * a time; used again for many lookups, so that a lookup allocates nothing.
 */
public final class LookupResult {
    private long tag;
    private byte[] valueArray;
    private int valueOffset;
    private int valueLength;

    /** Sets what was found. */
    public void set(long tag, byte[] valueArray, int valueOffset, int valueLength) {
        this.tag = tag;
        this.valueArray = valueArray;
        this.valueOffset = valueOffset;
        this.valueLength = valueLength;
    }

    /** Returns the tag of the entry: sequence and kind. */
    public long tag() {
        return tag;
    }

    /** Returns whether the entry is a delete. */
    public boolean isDelete() {
        return Tag.kind(tag) == EntryKind.DELETE;
    }

    /** Returns the array that holds the value. */
    public byte[] valueArray() {
        return valueArray;
    }

    /** Returns the index of the value's first byte. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Returns the length of the value in bytes. */
    public int valueLength() {
        return valueLength;
    }
}
