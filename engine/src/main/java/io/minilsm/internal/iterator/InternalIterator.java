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
 */
public interface InternalIterator extends Closeable {
    /** Returns whether the iterator stands on an entry. */
    boolean isValid();

    /** Goes to the first entry. */
    void seekToFirst() throws IOException;

    /** Goes to the last entry. */
    void seekToLast() throws IOException;

    /**
     * Goes to the first entry at or behind the internal key (scoped key, tag); with {@code Tag.NEWEST} that is the
     * newest entry of the key, or the first of the next key.
     */
    void seek(byte[] key, int offset, int length, long tag) throws IOException;

    /** Goes to the next entry. Only where {@link #isValid()}. */
    void next() throws IOException;

    /** Goes to the entry before. Only where {@link #isValid()}. */
    void prev() throws IOException;

    /** Returns the array that holds the scoped key. */
    byte[] keyArray();

    /** Returns the index of the scoped key's first byte. */
    int keyOffset();

    /** Returns the length of the scoped key in bytes. */
    int keyLength();

    /** Returns the tag: sequence and kind. */
    long tag();

    /** Returns the array that holds the value. */
    byte[] valueArray();

    /** Returns the index of the value's first byte. */
    int valueOffset();

    /** Returns the length of the value in bytes; 0 for a delete. */
    int valueLength();

    @Override
    void close() throws IOException;
}
