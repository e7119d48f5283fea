package io.minilsm.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An ordered map of its own within a store. All key spaces of a store share its log, its order of writes and its
 * atomic batches; a key in one is never seen through another.
 *
 * <p>Keys are 1 byte to 64 KiB long and ordered by unsigned bytes; values are 0 bytes to 1 GiB. Arrays that are passed
 * in are not kept, arrays that are returned are the caller's. A write without a durability uses the store's default
 * ({@link Options#durability()}).
 *
 * <p>Thread-safe. Every method but those that tell name, id and store throws {@link StoreClosedException} after close,
 * {@link NullPointerException} on null and {@link IllegalArgumentException} on a key or value out of range. Reads throw
 * {@link CorruptionException} where stored bytes are damaged; writes throw {@link StorePoisonedException} after a
 * failed write or force, and {@link DiskFullException} where there is no space.
 */
public interface KeySpace {
    /** Returns the name; the store's plain keys are the key space with the empty name. */
    String name();

    /** Returns the id that stands before each stored key; 0 is the store's plain keys. */
    int id();

    /** Returns the open store that this is a key space of; a store is its own. */
    Store store();

    /** Returns the value of the key, or null if there is none. */
    byte[] get(byte[] key) throws IOException;

    /** Returns the value that the key had at the snapshot, or null if there was none. */
    byte[] get(byte[] key, Snapshot snapshot) throws IOException;

    /**
     * Copies the value of the key into {@code target} at its position and moves the position, if it fits.
     *
     * @return the length of the value in bytes; -1 if there is no such key. If the length is larger than
     *     {@code target.remaining()}, nothing was copied.
     */
    int get(byte[] key, ByteBuffer target) throws IOException;

    /** Returns the values of the keys in the order of the keys, null for a missing one, all at one point in time. */
    List<byte[]> multiGet(List<byte[]> keys) throws IOException;

    /** Stores the value under the key. */
    void put(byte[] key, byte[] value) throws IOException;

    /** Stores the value under the key, acknowledged at the given durability. */
    void put(byte[] key, byte[] value, Durability durability) throws IOException;

    /** Removes the key; no error if there is none. */
    void delete(byte[] key) throws IOException;

    /** Removes the key, acknowledged at the given durability. */
    void delete(byte[] key, Durability durability) throws IOException;

    /** Stores the value unless the key has one; returns whether it was stored. */
    boolean putIfAbsent(byte[] key, byte[] value, Durability durability) throws IOException;

    /**
     * Replaces the value if it is the expected one.
     *
     * @param expected the value the key must have now; null if it must have none
     * @param replacement the new value; null to remove the key
     * @return whether the value was the expected one and was replaced
     */
    boolean compareAndSet(byte[] key, byte[] expected, byte[] replacement, Durability durability) throws IOException;

    /** Returns a cursor over the range as it is now. */
    Cursor cursor(Range range) throws IOException;

    /** Returns a cursor over the range as it was at the snapshot. */
    Cursor cursor(Range range, Snapshot snapshot) throws IOException;
}
