package io.minilsm.internal.db;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** The operations on one key space, in terms of reads and one way to write. Thread-safe. */
abstract class SpaceOperations implements KeySpace {
    private final String name;
    private final int id;

    SpaceOperations(String name, int id) {
        this.name = name;
        this.id = id;
    }

    /** Returns how to read. */
    abstract Reads reads();

    /** Writes a batch; see {@link io.minilsm.api.Store#write}. */
    abstract long commit(WriteBatch batch, Durability durability) throws IOException;

    /** Returns the durability of writes that name none. */
    abstract Durability defaultDurability();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int id() {
        return id;
    }

    @Override
    public final byte[] get(byte[] key) throws IOException {
        WriteBatch.checkKey(key);
        return reads().get(id, key, (Snapshot) null);
    }

    @Override
    public final byte[] get(byte[] key, Snapshot snapshot) throws IOException {
        WriteBatch.checkKey(key);
        return reads().get(id, key, Objects.requireNonNull(snapshot, "snapshot"));
    }

    @Override
    public final int get(byte[] key, ByteBuffer target) throws IOException {
        WriteBatch.checkKey(key);
        return reads().get(id, key, Objects.requireNonNull(target, "target"));
    }

    @Override
    public final List<byte[]> multiGet(List<byte[]> keys) throws IOException {
        keys.forEach(WriteBatch::checkKey);
        return reads().multiGet(id, keys);
    }

    @Override
    public final void put(byte[] key, byte[] value) throws IOException {
        put(key, value, defaultDurability());
    }

    @Override
    public final void put(byte[] key, byte[] value, Durability durability) throws IOException {
        WriteBatch.checkKey(key);
        WriteBatch.checkValue(value);
        commit(batchFor(key.length + value.length).put(this, key, value), durability);
    }

    @Override
    public final void delete(byte[] key) throws IOException {
        delete(key, defaultDurability());
    }

    @Override
    public final void delete(byte[] key, Durability durability) throws IOException {
        WriteBatch.checkKey(key);
        commit(batchFor(key.length).delete(this, key), durability);
    }

    @Override
    public final boolean putIfAbsent(byte[] key, byte[] value, Durability durability) throws IOException {
        WriteBatch.checkValue(value);
        return compareAndSet(key, null, value, durability);
    }

    @Override
    public final boolean compareAndSet(byte[] key, byte[] expected, byte[] replacement, Durability durability)
            throws IOException {
        WriteBatch.checkKey(key);
        WriteBatch batch = batchFor(key.length + (replacement == null ? 0 : replacement.length));
        if (replacement == null) {
            batch.delete(this, key);
        } else {
            batch.put(this, key, replacement);
        }
        batch.require(expected == null ? Condition.absent(this, key) : Condition.equalTo(this, key, expected));
        try {
            commit(batch, durability);
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    @Override
    public final Cursor cursor(Range range) throws IOException {
        return reads().cursor(id, Objects.requireNonNull(range, "range"), null);
    }

    @Override
    public final Cursor cursor(Range range, Snapshot snapshot) throws IOException {
        return reads()
                .cursor(id, Objects.requireNonNull(range, "range"), Objects.requireNonNull(snapshot, "snapshot"));
    }

    /** A batch with room for one entry: kind, three varints of at most five bytes, the data. */
    private static WriteBatch batchFor(int dataBytes) {
        return new WriteBatch((int) Math.min(WriteBatch.MAX_ENCODED_BYTES, 16L + dataBytes));
    }
}
