package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.codec.MalformedException;

/**
 * How a block lies in a file: the payload, and behind it a trailer of nine bytes. Stateless.
 *
 * <pre>
 * offset  size  field
 *      0     n  payload: the block, plain or compressed
 *      n     4  length of the plain block
 *    n+4     1  compression code
 *    n+5     4  CRC-32C of all before, seeded by the caller with the place of the block
 * </pre>
 */
public final class StoredBlock {
    /** Length of the trailer in bytes. */
    public static final int TRAILER_BYTES = 9;

    /** Code of a payload stored as it is. On disk: never change or reuse. Next free value: 2. */
    public static final int PLAIN = 0;

    /** Code of a payload in the LZ4 block format. */
    public static final int LZ4 = 1;

    /**
     * Longest plain block: the longest value in a block of its own, its key and some bytes. Also what keeps the numbers
     * in a block within an int.
     */
    public static final int MAX_PLAIN_BYTES = (1 << 30) + (1 << 20);

    /**
     * Longest plain block that is compressed. Larger ones would need several times their size in memory to be written
     * and twice to be read; and nobody can make us allocate more than this for a few bytes.
     */
    public static final int MAX_COMPRESSED_PLAIN_BYTES = 8 << 20;

    /** LZ4 never makes more than this of one byte. */
    private static final int MAX_LZ4_RATIO = 255;

    private StoredBlock() {}

    /** Writes the trailer behind the payload. */
    public static void putTrailer(
            byte[] array, int offset, int payloadBytes, int plainBytes, int code, long seed) {
        int at = offset + payloadBytes;
        putTrailerHead(array, at, plainBytes, code);
        Bytes.putInt(array, at + 5, Checksum.of(seed, array, offset, payloadBytes + 5));
    }

    /** Writes the trailer but for the checksum, five bytes: for payloads whose checksum is summed up in parts. */
    public static void putTrailerHead(byte[] array, int offset, int plainBytes, int code) {
        Bytes.putInt(array, offset, plainBytes);
        array[offset + 4] = (byte) code;
    }

    /** Returns the checksum that the stored block should carry. */
    public static int computedChecksum(byte[] array, int offset, int length, long seed) {
        return Checksum.of(seed, array, offset, length - Integer.BYTES);
    }

    /** Returns the checksum that the stored block carries. */
    public static int carriedChecksum(byte[] array, int offset, int length) {
        return Bytes.getInt(array, offset + length - Integer.BYTES);
    }

    /** Returns whether the payload is compressed; checks the code. */
    public static boolean isCompressed(byte[] array, int offset, int length) throws MalformedException {
        int code = array[offset + length - 5];
        if (code != PLAIN && code != LZ4) {
            throw new MalformedException("unknown compression code: actual=" + code, length - 5);
        }
        return code == LZ4;
    }

    /** Returns the length of the plain block after checking that the payload can hold it. */
    public static int plainBytes(byte[] array, int offset, int length) throws MalformedException {
        int payload = length - TRAILER_BYTES;
        int plain = Bytes.getInt(array, offset + payload);
        boolean fits = isCompressed(array, offset, length)
                ? plain > 0 && plain <= MAX_COMPRESSED_PLAIN_BYTES && plain <= (long) payload * MAX_LZ4_RATIO
                : plain == payload;
        if (!fits) {
            throw new MalformedException(
                    "plain block length out of range: actual=" + plain + ", stored=" + payload, payload);
        }
        return plain;
    }
}
