package io.minilsm.internal.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing array of bytes to encode into. For one thread at a time. Its largest length is an array's. */
public final class ByteSink {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private byte[] array;
    private int length;

    /** Makes an empty sink. */
    public ByteSink(int expectedBytes) {
        array = new byte[Math.max(16, expectedBytes)];
    }

    /** Returns the number of bytes written. */
    public int length() {
        return length;
    }

    /** Returns the array whose first {@link #length()} bytes were written; valid until the next write. */
    public byte[] array() {
        return array;
    }

    /** Returns a copy of the bytes written. */
    public byte[] toBytes() {
        return Arrays.copyOf(array, length);
    }

    /** Returns the bytes written as a buffer to read; valid until the next write. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array, 0, length);
    }

    /** Forgets the bytes written and keeps the array. */
    public void clear() {
        length = 0;
    }

    /** Appends the low byte. */
    public void putByte(int value) {
        reserve(1);
        array[length++] = (byte) value;
    }

    /** Appends the low two bytes. */
    public void putShort(int value) {
        reserve(Short.BYTES);
        Bytes.putShort(array, length, value);
        length += Short.BYTES;
    }

    /** Appends four bytes. */
    public void putInt(int value) {
        reserve(Integer.BYTES);
        Bytes.putInt(array, length, value);
        length += Integer.BYTES;
    }

    /** Appends eight bytes. */
    public void putLong(long value) {
        reserve(Long.BYTES);
        Bytes.putLong(array, length, value);
        length += Long.BYTES;
    }

    /** Appends a varint. */
    public void putVarint(long value) {
        reserve(Varint.MAX_LONG_BYTES);
        length = Varint.put(array, length, value);
    }

    /** Appends the bytes. */
    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    /** Appends part of an array. */
    public void put(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, array, length, count);
        length += count;
    }

    /** Appends that many zeros. */
    public void putZeros(int count) {
        reserve(count);
        Arrays.fill(array, length, length + count, (byte) 0);
        length += count;
    }

    private void reserve(int more) {
        if (more <= array.length - length) {
            return;
        }
        long needed = (long) length + more;
        if (needed > LARGEST) {
            throw new IllegalStateException("too many bytes for one array: actual=" + needed);
        }
        array = Arrays.copyOf(array, (int) Math.min(LARGEST, Math.max(needed, 2L * array.length)));
    }
}
