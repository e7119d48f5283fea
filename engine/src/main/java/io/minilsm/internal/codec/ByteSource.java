package io.minilsm.internal.codec;

import java.util.Arrays;

/**
 * Decodes untrusted bytes: every read checks what is left and throws {@link MalformedException}, nothing is allocated
 * for a length before it is known to be there. For one thread at a time.
 */
public final class ByteSource {
    private final byte[] array;
    private final int start;
    private final int end;
    private int at;

    /** Makes a source over part of an array. */
    public ByteSource(byte[] array, int offset, int length) {
        this.array = array;
        start = offset;
        at = offset;
        end = offset + length;
    }

    /** Returns the bytes not read yet. */
    public int remaining() {
        return end - at;
    }

    /** Returns the number of bytes read. */
    public int position() {
        return at - start;
    }

    /** Returns the index in the array of the next byte. */
    public int arrayOffset() {
        return at;
    }

    /** Reads one byte, unsigned. */
    public int getByte() throws MalformedException {
        require(1);
        return array[at++] & 0xFF;
    }

    /** Reads two bytes, unsigned. */
    public int getShort() throws MalformedException {
        require(Short.BYTES);
        at += Short.BYTES;
        return Bytes.getShort(array, at - Short.BYTES);
    }

    /** Reads four bytes. */
    public int getInt() throws MalformedException {
        require(Integer.BYTES);
        at += Integer.BYTES;
        return Bytes.getInt(array, at - Integer.BYTES);
    }

    /** Reads eight bytes. */
    public long getLong() throws MalformedException {
        require(Long.BYTES);
        at += Long.BYTES;
        return Bytes.getLong(array, at - Long.BYTES);
    }

    /** Reads a varint of at most ten bytes. */
    public long getVarint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            long next = getByte();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedException("varint too long", position());
    }

    /** Reads a varint that must lie in 0 to {@code most}. */
    public int getVarint(int most, String what) throws MalformedException {
        int before = position();
        long value = getVarint();
        if (value < 0 || value > most) {
            throw new MalformedException(what + " out of range: actual=" + value + ", expected=0.." + most, before);
        }
        return (int) value;
    }

    /** Reads that many bytes into a new array. */
    public byte[] getBytes(int count) throws MalformedException {
        require(count);
        at += count;
        return Arrays.copyOfRange(array, at - count, at);
    }

    /** Steps over that many bytes; returns the array index of the first. */
    public int skip(int count) throws MalformedException {
        require(count);
        at += count;
        return at - count;
    }

    private void require(int count) throws MalformedException {
        if (count < 0 || count > end - at) {
            throw new MalformedException("bytes end early: needed=" + count + ", left=" + (end - at), position());
        }
    }
}
