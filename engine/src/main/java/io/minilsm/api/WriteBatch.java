package io.minilsm.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Puts and deletes that become visible and durable together or not at all, and conditions under which they do.
 * Operations apply in the order they were added: a later one on the same key wins. Can be cleared and used again.
 *
 * <p>For one thread at a time; must not change while a write of it is under way.
 *
 * <p>The operations are kept in the encoding of a log frame's payload (docs/format/wal.md), so that writing a batch
 * copies it once.
 */
public final class WriteBatch {
    /** Longest key in bytes. */
    public static final int MAX_KEY_BYTES = 64 << 10;

    /** Longest value in bytes. */
    public static final int MAX_VALUE_BYTES = 1 << 30;

    /** Largest batch in bytes, encoded: room for one entry of the largest key and value. */
    public static final int MAX_ENCODED_BYTES = (1 << 30) + (1 << 20);

    /** On disk: never change or reuse. The other kinds are in internal.key.EntryKind. */
    private static final byte KIND_PUT = 1;

    private static final byte KIND_DELETE = 2;

    private static final int INITIAL_BYTES = 256;

    private byte[] encoded;
    private int length;
    private int count;
    private long dataBytes;
    private List<Condition> conditions = Collections.emptyList();

    /** The store whose key spaces were named; null while none was. */
    private Store store;

    /** Makes an empty batch. */
    public WriteBatch() {
        this(INITIAL_BYTES);
    }

    /** Makes an empty batch with room for {@code expectedBytes} of encoded entries. */
    public WriteBatch(int expectedBytes) {
        encoded = new byte[Math.max(16, expectedBytes)];
    }

    /** Adds a put of a plain key. */
    public WriteBatch put(byte[] key, byte[] value) {
        return put(0, key, value);
    }

    /**
     * Adds a put of a key of the given key space.
     *
     * @throws IllegalArgumentException if the batch names a key space of another store already
     */
    public WriteBatch put(KeySpace space, byte[] key, byte[] value) {
        requireOneStore(space);
        return put(space.id(), key, value);
    }

    /** Adds a delete of a plain key. */
    public WriteBatch delete(byte[] key) {
        return delete(0, key);
    }

    /**
     * Adds a delete of a key of the given key space.
     *
     * @throws IllegalArgumentException if the batch names a key space of another store already
     */
    public WriteBatch delete(KeySpace space, byte[] key) {
        requireOneStore(space);
        return delete(space.id(), key);
    }

    /**
     * Adds a condition; the batch is written only if all its conditions hold when its turn comes.
     *
     * @throws IllegalArgumentException if the batch names a key space of another store already
     */
    public WriteBatch require(Condition condition) {
        Objects.requireNonNull(condition, "condition");
        requireOneStore(condition.space());
        if (conditions.isEmpty()) {
            conditions = new ArrayList<>();
        }
        conditions.add(condition);
        return this;
    }

    /** Removes all operations and conditions. */
    public void clear() {
        length = 0;
        count = 0;
        dataBytes = 0;
        conditions = Collections.emptyList();
        store = null;
    }

    /** Returns the number of operations. */
    public int count() {
        return count;
    }

    /** Returns whether there are no operations. */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns the open store whose key spaces this batch names, the only one that takes it: its operations hold the
     * ids of key spaces, which mean others in another store. Null if it has operations on plain keys alone.
     */
    public Store store() {
        return store;
    }

    /** Returns the bytes of keys and values in this batch. */
    public long dataBytes() {
        return dataBytes;
    }

    /** Returns the conditions, not to be changed. */
    public List<Condition> conditions() {
        return Collections.unmodifiableList(conditions);
    }

    /** Returns the length in bytes of the operations as encoded. */
    public int encodedLength() {
        return length;
    }

    /**
     * Returns the array that holds the encoded operations in its first {@link #encodedLength()} bytes. Not a copy: not
     * to be changed, and valid until the batch changes.
     */
    public byte[] encoded() {
        return encoded;
    }

    private void requireOneStore(KeySpace space) {
        Store of = space.store();
        if (store == null) {
            store = of;
        } else if (store != of) {
            throw new IllegalArgumentException("key space of another store: space=" + space.name() + ", actual="
                    + of.directory() + ", expected=" + store.directory());
        }
    }

    private WriteBatch put(int spaceId, byte[] key, byte[] value) {
        checkKey(key);
        checkValue(value);
        long grown = (long) key.length + value.length;
        reserve(1 + 3 * MAX_VARINT_BYTES + grown);
        encoded[length++] = KIND_PUT;
        putVarint(spaceId);
        putVarint(key.length);
        putBytes(key);
        putVarint(value.length);
        putBytes(value);
        count++;
        dataBytes += grown;
        return this;
    }

    private WriteBatch delete(int spaceId, byte[] key) {
        checkKey(key);
        reserve(1L + 2 * MAX_VARINT_BYTES + key.length);
        encoded[length++] = KIND_DELETE;
        putVarint(spaceId);
        putVarint(key.length);
        putBytes(key);
        count++;
        dataBytes += key.length;
        return this;
    }

    /** Throws unless the key is 1 byte to {@link #MAX_KEY_BYTES} long. */
    public static void checkKey(byte[] key) {
        Objects.requireNonNull(key, "key");
        if (key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key length out of range: actual=" + key.length + ", expected=1.." + MAX_KEY_BYTES + " bytes");
        }
    }

    /** Throws unless the value is at most {@link #MAX_VALUE_BYTES} long. */
    public static void checkValue(byte[] value) {
        Objects.requireNonNull(value, "value");
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value too long: actual=" + value.length + ", expected at most " + MAX_VALUE_BYTES + " bytes");
        }
    }

    private static final int MAX_VARINT_BYTES = 5;

    private void reserve(long more) {
        long needed = length + more;
        if (needed <= encoded.length) {
            return;
        }
        if (needed > MAX_ENCODED_BYTES) {
            throw new IllegalArgumentException("batch too large: actual=" + needed + ", expected at most "
                    + MAX_ENCODED_BYTES + " bytes; write it in several batches");
        }
        encoded = Arrays.copyOf(encoded, (int) Math.min(MAX_ENCODED_BYTES, Math.max(needed, 2L * encoded.length)));
    }

    private void putVarint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            encoded[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        encoded[length++] = (byte) rest;
    }

    private void putBytes(byte[] bytes) {
        System.arraycopy(bytes, 0, encoded, length, bytes.length);
        length += bytes.length;
    }
}
