package io.minilsm.internal.iterator;

import java.io.Closeable;
import java.io.IOException;

/**
 * Walks entries in internal-key order: scoped key ascending, tag descending. All versions of a key and its deletes are
 * entries of their own.
 *
 * <p>For one thread at a time. A new iterator stands on no entry and must be positioned by a seek. The arrays that hold
 * key and value are valid until the next move, and must not be changed. Once a method has thrown, the iterator stands
 * on no entry.
 *
 * <p>A class and no interface, so that looking at the entry is reading a field wherever it comes from: a merge looks
 * several times for each step, and a call through an interface with many implementations costs more than the look.
 */
public abstract class InternalIterator implements Closeable {
    private boolean valid;
    private byte[] keyArray;
    private int keyOffset;
    private int keyLength;
    private long tag;
    private byte[] valueArray;
    private int valueOffset;
    private int valueLength;

    /** Goes to the first entry. */
    public abstract void seekToFirst() throws IOException;

    /** Goes to the last entry. */
    public abstract void seekToLast() throws IOException;

    /**
     * Goes to the first entry at or behind the internal key (scoped key, tag); with {@code Tag.NEWEST} that is the
     * newest entry of the key, or the first of the next key.
     */
    public abstract void seek(byte[] key, int offset, int length, long tag) throws IOException;

    /** Goes to the next entry. Only where {@link #isValid()}. */
    public abstract void next() throws IOException;

    /** Goes to the entry before. Only where {@link #isValid()}. */
    public abstract void prev() throws IOException;

    @Override
    public abstract void close() throws IOException;

    /** Returns whether the iterator stands on an entry. */
    public final boolean isValid() {
        return valid;
    }

    /** Returns the array that holds the scoped key. */
    public final byte[] keyArray() {
        return keyArray;
    }

    /** Returns the index of the scoped key's first byte. */
    public final int keyOffset() {
        return keyOffset;
    }

    /** Returns the length of the scoped key in bytes. */
    public final int keyLength() {
        return keyLength;
    }

    /** Returns the tag: sequence and kind. */
    public final long tag() {
        return tag;
    }

    /** Returns the array that holds the value. */
    public final byte[] valueArray() {
        return valueArray;
    }

    /** Returns the index of the value's first byte. */
    public final int valueOffset() {
        return valueOffset;
    }

    /** Returns the length of the value in bytes; 0 for a delete. */
    public final int valueLength() {
        return valueLength;
    }

    /** Sets the key and tag of the entry on which the iterator stands from now on; its value is to be set too. */
    protected final void standOnKey(byte[] array, int offset, int length, long entryTag) {
        keyArray = array;
        keyOffset = offset;
        keyLength = length;
        tag = entryTag;
        valid = true;
    }

    /** Sets the value of the entry. */
    protected final void setValue(byte[] array, int offset, int length) {
        valueArray = array;
        valueOffset = offset;
        valueLength = length;
    }

    /** Stands on the same entry as another iterator, on none if that does. */
    protected final void standOn(InternalIterator other) {
        standOn(other, other.tag);
    }

    /** Stands on the same entry as another iterator, with another tag. */
    protected final void standOn(InternalIterator other, long otherTag) {
        valid = other.valid;
        keyArray = other.keyArray;
        keyOffset = other.keyOffset;
        keyLength = other.keyLength;
        tag = otherTag;
        valueArray = other.valueArray;
        valueOffset = other.valueOffset;
        valueLength = other.valueLength;
    }

    /** Stands on no entry. */
    protected final void standOnNone() {
        valid = false;
    }
}
