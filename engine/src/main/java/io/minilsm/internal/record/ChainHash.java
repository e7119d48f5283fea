package io.minilsm.internal.record;

import io.minilsm.internal.codec.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * The hash of everything that a file holds up to a frame's end: the first 16 bytes of SHA-256 over the hash before it
 * and the frame's payload. The chain of a file starts from the file's header. Immutable.
 *
 * @param first bytes 0 to 7, little-endian
 * @param second bytes 8 to 15, little-endian
 */
public record ChainHash(long first, long second) {
    /** Length of the hash on disk in bytes. */
    public static final int BYTES = 16;

    /** Returns the hash before the first frame of the file with that header. */
    public static ChainHash start(byte[] header) {
        return of(new byte[0], header);
    }

    /** Returns the hash behind a frame with that payload, which follows what this hash covers. */
    public ChainHash next(byte[] payload) {
        byte[] before = new byte[BYTES];
        put(before, 0);
        return of(before, payload);
    }

    /** Reads a hash. */
    public static ChainHash get(byte[] array, int offset) {
        return new ChainHash(Bytes.getLong(array, offset), Bytes.getLong(array, offset + Long.BYTES));
    }

    /** Writes the hash. */
    public void put(byte[] array, int offset) {
        Bytes.putLong(array, offset, first);
        Bytes.putLong(array, offset + Long.BYTES, second);
    }

    /** Returns the bytes in hex, in their order on disk. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x%016x", Long.reverseBytes(first), Long.reverseBytes(second));
    }

    private static ChainHash of(byte[] before, byte[] data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return get(digest.digest(data), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
