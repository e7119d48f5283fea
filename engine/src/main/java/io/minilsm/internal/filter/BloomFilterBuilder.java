package io.minilsm.internal.filter;

import io.minilsm.internal.codec.Bytes;
import java.util.Arrays;

/**
 * Collects the hashes of a table's keys and makes the filter of them, when their number is known. For one thread at a
 * time. Keeps eight bytes per key.
 */
public final class BloomFilterBuilder {
    private final int bitsPerKey;
    private long[] hashes = new long[1024];
    private int count;

    /** Makes a builder; at least one bit per key. */
    public BloomFilterBuilder(int bitsPerKey) {
        this.bitsPerKey = bitsPerKey;
    }

    /** Adds a key; each should be added once. */
    public void add(byte[] key, int offset, int length) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count + (count >> 1));
        }
        hashes[count++] = KeyHash.of(key, offset, length);
    }

    /** Returns about how long the filter would be if it were finished now. */
    public long estimatedBytes() {
        return BloomFilter.HEAD_BYTES + (long) lines() * BloomFilter.LINE_BYTES;
    }

    /**
     * Makes the filter.
     *
     * @param spareBytes room that is left behind it in the array
     */
    public byte[] finish(int spareBytes) {
        int lines = lines();
        int probes = probes();
        byte[] filter = new byte[BloomFilter.HEAD_BYTES + lines * BloomFilter.LINE_BYTES + spareBytes];
        filter[0] = BloomFilter.KIND;
        filter[1] = (byte) probes;
        Bytes.putInt(filter, 4, lines);
        for (int i = 0; i < count; i++) {
            BloomFilter.set(filter, lines, probes, hashes[i]);
        }
        return filter;
    }

    private int lines() {
        long lines = ((long) count * bitsPerKey + BloomFilter.LINE_BITS - 1) / BloomFilter.LINE_BITS;
        return (int) Math.max(1, Math.min(BloomFilter.MAX_LINES, lines));
    }

    /** Fewer than the textbook's 0.69 per bit: a line of 512 bits is unevenly full, and each probe costs time. */
    private int probes() {
        return Math.max(1, Math.min(BloomFilter.MAX_PROBES, Math.round(bitsPerKey * 0.6f)));
    }
}
