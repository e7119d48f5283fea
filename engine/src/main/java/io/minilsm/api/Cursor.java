package io.minilsm.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the entries of a range in key order, both ways, over one unchanging view of the store.
 *
 * <p>A new cursor stands on no entry: {@link #next()} goes to the first entry from there, {@link #prev()} to the last.
 * So a forward walk is {@code while (cursor.next())} and a backward walk {@code while (cursor.prev())}. A cursor that
 * ran over an end stands on no entry again and starts over from there.
 *
 * <p>For one thread at a time. Pins its view (memory and files) until closed. After the store or the cursor is closed
 * every call but {@link #close()} throws {@link StoreClosedException}. Damage met on the way is thrown as
 * {@link CorruptionException} and the cursor then stands on no entry.
 */
public interface Cursor extends Closeable {
    /** Returns whether the cursor stands on an entry. */
    boolean isValid();

    /** Goes to the first entry of the range; returns whether there is one. */
    boolean seekToFirst() throws IOException;

    /** Goes to the last entry of the range; returns whether there is one. */
    boolean seekToLast() throws IOException;

    /** Goes to the first entry of the range with a key at or behind {@code key}; returns whether there is one. */
    boolean seek(byte[] key) throws IOException;

    /** Goes to the last entry of the range with a key at or before {@code key}; returns whether there is one. */
    boolean seekForPrev(byte[] key) throws IOException;

    /** Goes to the entry behind, or to the first one if the cursor stands on none; returns whether there is one. */
    boolean next() throws IOException;

    /** Goes to the entry before, or to the last one if the cursor stands on none; returns whether there is one. */
    boolean prev() throws IOException;

    /** Returns a copy of the key. */
    byte[] key();

    /** Returns a copy of the value. */
    byte[] value();

    /** Returns a read-only view of the key, valid until the cursor moves or is closed. */
    ByteBuffer keyView();

    /** Returns a read-only view of the value, valid until the cursor moves or is closed. */
    ByteBuffer valueView();
}
