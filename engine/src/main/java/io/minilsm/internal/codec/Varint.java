package io.minilsm.internal.codec;

/**
 * Unsigned variable-length integers: seven bits a byte, low bits first, the top bit set on all bytes but the last. At
 * most 5 bytes for an int and 10 for a long. Reading of untrusted bytes goes through {@link ByteSource}.
 */
public final class Varint {
    /** Longest encoding of an int in bytes. */
    public static final int MAX_INT_BYTES = 5;

    /** Longest encoding of a long in bytes. */
    public static final int MAX_LONG_BYTES = 10;

    private Varint() {}

    /** Returns the length in bytes of the encoded value. */
    public static int length(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    /** Writes the value at the offset; returns the offset behind it. */
    public static int put(byte[] array, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[at++] = (byte) rest;
        return at;
    }
}
