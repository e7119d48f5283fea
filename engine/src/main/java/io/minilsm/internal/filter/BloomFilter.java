package io.minilsm.internal.filter;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;

/**
 * A Bloom filter whose bits of one key all lie in one line of 64 bytes. Immutable and thread-safe.
 *
 * <p>Blocked filter (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007): a question costs
 * one cache miss, two where the array is not aligned, instead of one per probe. The price is about a third more false
 * positives for the same bits.
 *
 * <pre>
 * offset  size  field
 *      0     1  kind: 1
 *      1     1  probes: bits set per key
 *      2     2  zeros
 *      4     4  lines
 *      8  64*n  lines: bit i of a line is bit i%8 of its byte i/8
 * </pre>
 */
public final class BloomFilter {
    /** On disk: never change or reuse. Next free value: 2. */
    static final int KIND = 1;

    static final int HEAD_BYTES = 8;
    static final int LINE_BYTES = 64;
    static final int LINE_BITS = 8 * LINE_BYTES;

    /** More bits per key than this number of probes can use are not offered. */
    static final int MAX_PROBES = 14;

    /** Keeps the filter within a Java array; at ten bits that is 800 million keys. */
    static final int MAX_LINES = 1 << 24;

    /** A hash is good for seven probes of nine bits. */
    private static final int PROBES_PER_HASH = 7;

    private static final long M1 = 0x9E3779B97F4A7C15L;

    private final byte[] array;
    private final int lines;
    private final int probes;

    private BloomFilter(byte[] array, int lines, int probes) {
        this.array = array;
        this.lines = lines;
        this.probes = probes;
    }

    /** Returns the filter in the first bytes of the array, which it keeps. */
    public static BloomFilter of(byte[] array, int length) throws MalformedException {
        if (length < HEAD_BYTES) {
            throw new MalformedException("filter too short: actual=" + length, 0);
        }
        int lines = Bytes.getInt(array, 4);
        boolean fits = lines > 0 && lines <= MAX_LINES && length == HEAD_BYTES + lines * LINE_BYTES;
        if (!fits || array[0] != KIND || array[1] < 1 || array[1] > MAX_PROBES || Bytes.getShort(array, 2) != 0) {
            throw new MalformedException(
                    "not a filter: kind=" + array[0] + ", probes=" + array[1] + ", lines=" + lines + ", bytes="
                            + length,
                    0);
        }
        return new BloomFilter(array, lines, array[1]);
    }

    /** Returns false only if the key was not added. */
    public boolean mayContain(byte[] key, int offset, int length) {
        long hash = KeyHash.of(key, offset, length);
        int line = lineOffset(lines, hash);
        long bits = hash * M1;
        int left = probes;
        while (true) {
            for (int i = Math.min(left, PROBES_PER_HASH); i > 0; i--) {
                int bit = (int) (bits >>> 55);
                if ((array[line + (bit >>> 3)] >>> (bit & 7) & 1) == 0) {
                    return false;
                }
                bits <<= 9;
            }
            if (left <= PROBES_PER_HASH) {
                return true;
            }
            left -= PROBES_PER_HASH;
            bits = secondBits(hash);
        }
    }

    /** Returns the length of the filter in memory. */
    public int bytes() {
        return array.length;
    }

    static void set(byte[] array, int lines, int probes, long hash) {
        int line = lineOffset(lines, hash);
        long bits = hash * M1;
        for (int i = 0; i < probes; i++) {
            if (i == PROBES_PER_HASH) {
                bits = secondBits(hash);
            }
            int bit = (int) (bits >>> 55);
            array[line + (bit >>> 3)] |= (byte) (1 << (bit & 7));
            bits <<= 9;
        }
    }

    /** The upper half of the hash chooses the line, by multiplying instead of dividing. */
    private static int lineOffset(int lines, long hash) {
        return HEAD_BYTES + (int) ((hash >>> 32) * lines >>> 32) * LINE_BYTES;
    }

    private static long secondBits(long hash) {
        return Long.rotateLeft(hash, 32) * M1;
    }
}
