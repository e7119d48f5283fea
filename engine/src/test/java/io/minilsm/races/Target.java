package io.minilsm.races;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The store that is judged, with numbers for keys and values: a value that is {@link Operation#ABSENT} is none. The
 * methods that a planted race changes are overridden by it. Thread-safe.
 */
class Target {
    private static final int NUMBER_BYTES = Long.BYTES;

    private final Store store;
    private final int paddingBytes;

    /** Makes a target whose values are about that long. */
    Target(Store store, int paddingBytes) {
        this.store = store;
        this.paddingBytes = paddingBytes;
    }

    final Store store() {
        return store;
    }

    long get(int key) throws IOException {
        return number(store.get(key(key)));
    }

    long get(int key, Snapshot snapshot) throws IOException {
        return number(store.get(key(key), snapshot));
    }

    List<Long> multiGet(List<Integer> keys) throws IOException {
        return store.multiGet(keys.stream().map(Target::key).toList()).stream()
                .map(Target::number)
                .toList();
    }

    void put(int key, long value, Durability durability) throws IOException {
        store.put(key(key), value(value), durability);
    }

    void delete(int key, Durability durability) throws IOException {
        store.delete(key(key), durability);
    }

    boolean compareAndSet(int key, long expected, long value, Durability durability) throws IOException {
        if (expected == Operation.ABSENT) {
            return store.putIfAbsent(key(key), value(value), durability);
        }
        return store.compareAndSet(key(key), value(expected), value(value), durability);
    }

    /** Writes all; returns the sequence. */
    long write(Map<Integer, Long> changes, Durability durability) throws IOException {
        return store.write(batch(changes), durability);
    }

    /** Writes all if the keys were not written since the sequence; returns the sequence, or -1 if they were. */
    long writeIfUnchanged(Map<Integer, Long> changes, List<Integer> keys, long since, Durability durability)
            throws IOException {
        WriteBatch batch = batch(changes);
        keys.forEach(key -> batch.require(Condition.unchangedSince(store, key(key), since)));
        try {
            return store.write(batch, durability);
        } catch (ConflictException e) {
            return -1;
        }
    }

    Snapshot snapshot() {
        return store.snapshot();
    }

    /** Returns what a cursor shows from one end of a range to the other. */
    Map<Integer, Long> scan(int from, int to, boolean forward, Snapshot snapshot) throws IOException {
        Range range = Range.of(key(from), key(to));
        Map<Integer, Long> found = new TreeMap<>();
        try (Cursor cursor = snapshot == null ? store.cursor(range) : store.cursor(range, snapshot)) {
            while (forward ? cursor.next() : cursor.prev()) {
                found.put(Integer.reverseBytes(Bytes.getInt(cursor.key(), 0)), number(cursor.value()));
            }
        }
        return found;
    }

    void sync() throws IOException {
        store.sync();
    }

    long durableSequence() {
        return store.durableSequence();
    }

    final WriteBatch batch(Map<Integer, Long> changes) {
        WriteBatch batch = new WriteBatch();
        changes.forEach((key, value) -> {
            if (value == Operation.ABSENT) {
                batch.delete(key(key));
            } else {
                batch.put(key(key), value(value));
            }
        });
        return batch;
    }

    static List<Integer> keys(int from, int to) {
        List<Integer> keys = new ArrayList<>();
        for (int key = from; key < to; key++) {
            keys.add(key);
        }
        return keys;
    }

    private static byte[] key(int key) {
        byte[] bytes = new byte[Integer.BYTES];
        Bytes.putInt(bytes, 0, Integer.reverseBytes(key)); // So that they lie in the order of the numbers.
        return bytes;
    }

    private byte[] value(long value) {
        int padding = (int) Long.remainderUnsigned(value * 0x9E3779B97F4A7C15L, 2L * paddingBytes + 1);
        byte[] bytes = new byte[NUMBER_BYTES + padding];
        Bytes.putLong(bytes, 0, value);
        return bytes;
    }

    private static long number(byte[] value) {
        return value == null ? Operation.ABSENT : Bytes.getLong(value, 0);
    }
}
