package io.minilsm.bench.workload;

import io.minilsm.bench.peer.Fold;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * The entries 0 to n - 1: keys, half compressible values that tell the entry and the version they belong to, and a
 * shuffled order. Immutable; any number of threads.
 *
 * <p>Entry i has the key of the number 2 i; odd numbers are keys that nobody stored, between those that are there.
 */
public final class DataSet {
    /** Stands for any version where a value is checked. */
    public static final int ANY_VERSION = -1;

    private static final int VERSION_BITS = 8;
    private static final long VERSION_MASK = (1L << VERSION_BITS) - 1;
    private static final int POOL_BYTES = 1 << 20;
    private static final long SEED = 20_261_101L;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int entries;
    private final int valueBytes;
    private final KeyShape shape;
    private final byte[] pool = new byte[POOL_BYTES];
    private final int bits;

    /** Describes the entries that the settings ask for. */
    public DataSet(RoundSettings settings) {
        entries = settings.entries();
        valueBytes = settings.valueBytes();
        shape = settings.shape();
        bits = Math.max(4, 32 - Integer.numberOfLeadingZeros(entries - 1));
        new Random(SEED).nextBytes(pool);
    }

    /** Returns their number. */
    public int entries() {
        return entries;
    }

    /** Returns the bytes of keys and values of {@code count} entries. */
    public long bytesOf(long count) {
        return count * (shape.keyBytes() + valueBytes);
    }

    /** Returns room for a key. */
    public byte[] newKey() {
        return new byte[shape.keyBytes()];
    }

    /** Returns room for a value. */
    public byte[] newValue() {
        return new byte[valueBytes];
    }

    /** Writes the key of an entry. */
    public void key(int index, byte[] target) {
        shape.write(2L * index, target);
    }

    /** Writes a key behind that of the entry and before the next one, which nobody stored. */
    public void missingKey(int index, byte[] target) {
        shape.write(2L * index + 1, target);
    }

    /** Writes the value of a version of an entry: its head, then bytes of no order, then the same once more. */
    public void value(int index, int version, byte[] target) {
        int half = target.length / 2;
        int offset = (int) (mix(index) >>> 1) & (POOL_BYTES / 2 - 1);
        System.arraycopy(pool, offset, target, Long.BYTES, half - Long.BYTES);
        System.arraycopy(pool, offset, target, half, target.length - half);
        LONG.set(target, 0, head(index, version));
    }

    /** Returns the position-th entry of the shuffled order; each entry is there once. */
    public int shuffled(int position) {
        long mask = (1L << bits) - 1;
        long at = position;
        do {
            at = (at * 0x2545F491_4F6CDD1DL + 0x9E3779B9L) & mask;
            at ^= at >>> (bits / 2);
            at = (at * 0xD6E8FEB8_6659FD93L) & mask;
            at ^= at >>> (bits / 2);
        } while (at >= entries);
        return (int) at;
    }

    /** Throws unless the bytes are the value of that version of the entry, or of any version if it is negative. */
    public void check(int index, int version, byte[] found, int length) {
        long head = Fold.head(found);
        long expected = head(index, Math.max(0, version));
        boolean right = version < 0 ? (head | VERSION_MASK) == (expected | VERSION_MASK) : head == expected;
        if (length != valueBytes || !right) {
            throw new IllegalStateException("wrong value: entry=" + index + ", version=" + version + ", actual length="
                    + length + ", actual head=" + Long.toHexString(head) + ", expected=" + Long.toHexString(expected));
        }
    }

    /** Returns what the entry adds to a {@link Fold}. */
    long fold(int index, int version, byte[] keyBuffer) {
        key(index, keyBuffer);
        long tail = ByteBuffer.wrap(keyBuffer).getLong(keyBuffer.length - Long.BYTES);
        return Fold.of(tail, head(index, version));
    }

    /** Returns what the first n entries, all of version 0, add to a {@link Fold}, for each n. */
    public long[] folds() {
        long[] sums = new long[entries + 1];
        byte[] key = newKey();
        for (int index = 0; index < entries; index++) {
            sums[index + 1] = sums[index] + fold(index, 0, key);
        }
        return sums;
    }

    private static long head(int index, int version) {
        return mix(index) << VERSION_BITS | version & VERSION_MASK;
    }

    private static long mix(long index) {
        long mixed = (index + SEED) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 27;
    }
}
