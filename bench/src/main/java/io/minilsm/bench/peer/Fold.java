package io.minilsm.bench.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksum of entries that were read: of the last 8 bytes of each key and the first 8 bytes of each value, so that
 * both must be at hand but neither need be copied. It does not depend on the order. For one thread.
 */
public final class Fold {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private long sum;

    /** Adds an entry of at least 8 bytes each. */
    public void add(byte[] key, byte[] value) {
        add(key, key.length, value);
    }

    /** Adds an entry whose key are the first {@code keyLength} bytes. */
    public void add(byte[] key, int keyLength, byte[] value) {
        sum += of((long) LONG.get(key, keyLength - Long.BYTES), head(value));
    }

    /** Adds an entry between position and limit of two big-endian buffers, which do not move. */
    public void add(ByteBuffer key, ByteBuffer value) {
        sum += of(key.getLong(key.limit() - Long.BYTES), value.getLong(value.position()));
    }

    /** Returns the first 8 bytes of a value. */
    public static long head(byte[] value) {
        return (long) LONG.get(value, 0);
    }

    /** Returns what one entry adds. */
    public static long of(long keyTail, long valueHead) {
        return keyTail * FACTOR + valueHead;
    }

    /** Returns the checksum of all that was added. */
    public long sum() {
        return sum;
    }

    /** Forgets everything. */
    public void clear() {
        sum = 0;
    }
}
