package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 in plain Java. For one thread at a time, as it keeps the array that it compresses into; decompressing is
 * stateless.
 *
 * <p>The safe instances are asked for by name: the others load native code or Unsafe.
 */
public final class BlockCompression {
    /** A block is kept compressed where that saves an eighth: less is not worth the time of decompressing. */
    private static final int LEAST_SAVING = 8;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.safeInstance().safeDecompressor();

    private byte[] target = Bytes.EMPTY;

    /**
     * Compresses the body of the block and puts its tail behind it.
     *
     * @param length of the block, tail included
     * @return the length of the payload at the start of {@link #array()}, where there is room for a trailer behind it;
     *     -1 if compressing does not save enough
     */
    public int compress(byte[] plain, int length) {
        int bodyBytes = length - Block.TAIL_BYTES;
        int most = COMPRESSOR.maxCompressedLength(bodyBytes);
        if (target.length < most + Block.TAIL_BYTES + StoredBlock.TRAILER_BYTES) {
            target = new byte[most + Block.TAIL_BYTES + StoredBlock.TRAILER_BYTES];
        }
        int compressed = COMPRESSOR.compress(plain, 0, bodyBytes, target, 0, most);
        System.arraycopy(plain, bodyBytes, target, compressed, Block.TAIL_BYTES);
        return compressed <= bodyBytes - bodyBytes / LEAST_SAVING ? compressed + Block.TAIL_BYTES : -1;
    }

    /** Returns the array with what was compressed last. */
    public byte[] array() {
        return target;
    }

    /** Decompresses a body, which must give exactly that many bytes. */
    public static void decompress(
            byte[] array, int offset, int bodyBytes, byte[] target, int targetOffset, int plainBytes)
            throws MalformedException {
        int actual;
        try {
            actual = DECOMPRESSOR.decompress(array, offset, bodyBytes, target, targetOffset, plainBytes);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            throw new MalformedException("block does not decompress: " + e.getMessage(), 0);
        }
        if (actual != plainBytes) {
            throw new MalformedException(
                    "plain block length mismatch: actual=" + actual + ", expected=" + plainBytes, bodyBytes);
        }
    }
}
