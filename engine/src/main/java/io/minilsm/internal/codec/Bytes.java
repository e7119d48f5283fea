package io.minilsm.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian integers in byte arrays, without bounds beyond the array's own. Stateless. */
public final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** An array without elements. */
    public static final byte[] EMPTY = new byte[0];

    private Bytes() {}

    /** Reads two bytes as an unsigned integer. */
    public static int getShort(byte[] array, int offset) {
        return (short) SHORT.get(array, offset) & 0xFFFF;
    }

    /** Writes the low two bytes of {@code value}. */
    public static void putShort(byte[] array, int offset, int value) {
        SHORT.set(array, offset, (short) value);
    }

    /** Reads four bytes. */
    public static int getInt(byte[] array, int offset) {
        return (int) INT.get(array, offset);
    }

    /** Writes four bytes. */
    public static void putInt(byte[] array, int offset, int value) {
        INT.set(array, offset, value);
    }

    /** Reads eight bytes. */
    public static long getLong(byte[] array, int offset) {
        return (long) LONG.get(array, offset);
    }

    /** Writes eight bytes. */
    public static void putLong(byte[] array, int offset, long value) {
        LONG.set(array, offset, value);
    }

    /**
     * Reads up to eight bytes as a big-endian number, zeros behind a shorter key: comparing two such numbers unsigned
     * compares the keys' first eight bytes, apart from trailing zeros.
     */
    public static long prefix(byte[] array, int offset, int length) {
        if (length >= Long.BYTES) {
            return (long) LONG_BIG.get(array, offset);
        }
        if (offset + Long.BYTES <= array.length) {
            // Java shifts by 64 as by 0.
            return length == 0 ? 0 : (long) LONG_BIG.get(array, offset) & -1L << Long.SIZE - Byte.SIZE * length;
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (array[offset + i] & 0xFFL) << (56 - 8 * i);
        }
        return prefix;
    }

    /** Rounds up to a multiple of eight. */
    public static long alignToEight(long value) {
        return (value + 7) & ~7L;
    }
}
