package io.minilsm.internal.codec;

import java.util.zip.CRC32C;

/**
 * CRC-32C (Castagnoli) over heap bytes, seeded. Stateless.
 *
 * <p>The seed is fed as eight bytes before the data, so that equal bytes in another place or another life of a file
 * have another checksum. Never runs on a mapped buffer: the JDK's intrinsic crashes the process when a page cannot be
 * read, so callers copy to the heap first.
 */
public final class Checksum {
    private static final ThreadLocal<CRC32C> CRC = ThreadLocal.withInitial(CRC32C::new);
    private static final ThreadLocal<byte[]> SEED = ThreadLocal.withInitial(() -> new byte[Long.BYTES]);

    private Checksum() {}

    /** Returns the checksum of the seed and the bytes. */
    public static int of(long seed, byte[] array, int offset, int length) {
        CRC32C crc = CRC.get();
        crc.reset();
        byte[] prefix = SEED.get();
        Bytes.putLong(prefix, 0, seed);
        crc.update(prefix, 0, Long.BYTES);
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }
}
