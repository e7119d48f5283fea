package io.minilsm.internal.format;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first 64 bytes of every file of a store. Layout: docs/format/files.md.
 *
 * <pre>
 * offset  size  field
 *      0     8  magic "MINILSM" and a line feed
 *      8     1  file kind
 *      9     1  format version
 *     10     6  zeros
 *     16     8  file number
 *     24    16  store id
 *     40     8  nonce: random for each use of a file that is used again, else zero
 *     48     8  zeros
 *     56     4  zeros
 *     60     4  CRC-32C of bytes 0 to 59, seeded with zero
 * </pre>
 *
 * @param kind what the file holds
 * @param number the file's number, 0 for the superblock
 * @param storeId the store that the file belongs to
 * @param nonce random for each use of a file that is used again, else 0
 */
public record FileHeader(FileKind kind, long number, UUID storeId, long nonce) {
    /** Length of the header in bytes. */
    public static final int BYTES = 64;

    /** The format version that this engine writes and reads. On disk: counted up with every change of a format. */
    public static final int FORMAT_VERSION = 1;

    private static final byte[] MAGIC = {'M', 'I', 'N', 'I', 'L', 'S', 'M', '\n'};
    private static final int RESERVED_OFFSET = 10;
    private static final int NUMBER_OFFSET = 16;
    private static final int MORE_RESERVED_OFFSET = 48;
    private static final int CHECKSUM_OFFSET = 60;

    /** Returns the header's bytes. */
    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        bytes[8] = (byte) kind.code();
        bytes[9] = FORMAT_VERSION;
        Bytes.putLong(bytes, NUMBER_OFFSET, number);
        Bytes.putLong(bytes, 24, storeId.getMostSignificantBits());
        Bytes.putLong(bytes, 32, storeId.getLeastSignificantBits());
        Bytes.putLong(bytes, 40, nonce);
        Bytes.putInt(bytes, CHECKSUM_OFFSET, Checksum.of(0, bytes, 0, CHECKSUM_OFFSET));
        return bytes;
    }

    /** Returns whether the bytes begin as a file of that store does, of whatever kind, number and version. */
    public static boolean isOfStore(byte[] bytes, UUID storeId) {
        return bytes.length >= BYTES
                && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Bytes.getLong(bytes, 24) == storeId.getMostSignificantBits()
                && Bytes.getLong(bytes, 32) == storeId.getLeastSignificantBits();
    }

    /**
     * Reads the header of a file that must be of the kind and number.
     *
     * @param bytes the file's first bytes, fewer than {@link #BYTES} if it is shorter
     * @param fileName the file, for messages
     * @throws CorruptionException if the bytes are not a header of that kind and number
     * @throws FormatVersionException if the file is of a newer format
     */
    public static FileHeader decode(byte[] bytes, String fileName, FileKind kind, long number)
            throws CorruptionException, FormatVersionException {
        if (bytes.length < BYTES) {
            throw new CorruptionException(
                    "file header cut short", fileName, 0, "actual=" + bytes.length + " bytes, expected=" + BYTES);
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptionException("file header without magic", fileName, 0, "expected=MINILSM");
        }
        int actual = Checksum.of(0, bytes, 0, CHECKSUM_OFFSET);
        int expected = Bytes.getInt(bytes, CHECKSUM_OFFSET);
        if (actual != expected) {
            throw new CorruptionException(
                    "file header checksum mismatch",
                    fileName,
                    0,
                    String.format("actual=0x%08x, expected=0x%08x", actual, expected));
        }
        if (bytes[9] != FORMAT_VERSION) {
            throw new FormatVersionException("format version not readable: file=" + fileName + ", actual=" + bytes[9]
                    + ", expected=" + FORMAT_VERSION);
        }
        requireZeros(bytes, RESERVED_OFFSET, NUMBER_OFFSET, fileName);
        requireZeros(bytes, MORE_RESERVED_OFFSET, CHECKSUM_OFFSET, fileName);
        long actualNumber = Bytes.getLong(bytes, NUMBER_OFFSET);
        if (bytes[8] != kind.code() || actualNumber != number) {
            throw new CorruptionException(
                    "file header of another file",
                    fileName,
                    0,
                    "actual=kind " + bytes[8] + " number " + actualNumber + ", expected=kind " + kind.code()
                            + " number " + number);
        }
        UUID storeId = new UUID(Bytes.getLong(bytes, 24), Bytes.getLong(bytes, 32));
        return new FileHeader(kind, number, storeId, Bytes.getLong(bytes, 40));
    }

    /** This version of the format gives those bytes no meaning: whoever wrote one into them was not this engine. */
    private static void requireZeros(byte[] bytes, int from, int to, String fileName) throws CorruptionException {
        for (int at = from; at < to; at++) {
            if (bytes[at] != 0) {
                throw new CorruptionException(
                        "file header with bytes set that must be zero",
                        fileName,
                        at,
                        String.format("actual=0x%02x, expected=0x00", bytes[at]));
            }
        }
    }
}
