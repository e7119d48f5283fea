package io.minilsm.internal.codec;

import java.util.zip.CRC32C;

/**
 * {@link Checksum} over bytes that come in parts: the same seed and the same bytes give the same value, however they
 * are cut. For one thread at a time.
 */
public final class RunningChecksum {
    private final CRC32C crc = new CRC32C();

    /** Starts with the seed. */
    public RunningChecksum(long seed) {
        byte[] prefix = new byte[Long.BYTES];
        Bytes.putLong(prefix, 0, seed);
        crc.update(prefix, 0, Long.BYTES);
    }

    /** Adds the bytes. */
    public void update(byte[] array, int offset, int length) {
        crc.update(array, offset, length);
    }

    /** Returns the checksum of the seed and of the bytes added until now. */
    public int value() {
        return (int) crc.getValue();
    }
}
