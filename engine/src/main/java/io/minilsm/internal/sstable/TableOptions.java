package io.minilsm.internal.sstable;

import io.minilsm.api.Compression;
import java.util.Objects;

/**
 * How a table is written. Nothing of it is needed to read one.
 *
 * @param blockSizeBytes size at which a block is closed, before compression; a single larger entry has its own block
 * @param compression how data blocks are compressed
 * @param bloomBitsPerKey bits of the filter per key; 0 is no filter
 */
public record TableOptions(int blockSizeBytes, Compression compression, int bloomBitsPerKey) {
    private static final int MAX_BLOCK_SIZE_BYTES = 1 << 20;
    private static final int MAX_BLOOM_BITS = 24;

    /** Checks the limits. */
    public TableOptions {
        Objects.requireNonNull(compression, "compression");
        requireRange("blockSizeBytes", blockSizeBytes, 1, MAX_BLOCK_SIZE_BYTES);
        requireRange("bloomBitsPerKey", bloomBitsPerKey, 0, MAX_BLOOM_BITS);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " out of range: actual=" + value + ", expected=" + least + ".." + most);
        }
    }
}
