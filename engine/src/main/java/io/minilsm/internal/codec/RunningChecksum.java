package io.minilsm.internal.codec;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A checksum over bytes that come in parts: the same seed and the same bytes give the same value, however they are cut.
 * For one thread at a time.
 */
public final class RunningChecksum {
    private final Checksum crc;

    private RunningChecksum(Checksum crc, long seed) {
        this.crc = crc;
        byte[] prefix = new byte[Long.BYTES];
        Bytes.putLong(prefix, 0, seed);
        crc.update(prefix, 0, Long.BYTES);
    }

    /** Starts one that is equal to {@link io.minilsm.internal.codec.Checksum} over the same bytes. */
    public static RunningChecksum ofPart(long seed) {
        return new RunningChecksum(new CRC32C(), seed);
    }

    /**
     * Starts one over a file whose parts end with a checksum of their own each. It is of another polynomial: a CRC over
     * bytes and, behind them, their own CRC of the same polynomial is the same for all bytes of that length.
     */
    public static RunningChecksum ofFile(long seed) {
        return new RunningChecksum(new CRC32(), seed);
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
