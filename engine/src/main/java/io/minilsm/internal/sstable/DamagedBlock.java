package io.minilsm.internal.sstable;

import io.minilsm.api.CorruptionException;

/**
 * A data block that is not what was written, and which keys it may have held: what the index says of it.
 *
 * @param damage what does not hold, and where
 * @param ordinal its place among the table's blocks, from 0
 * @param storedBytes its length in the file
 * @param from its keys are at or behind this scoped key; null if it is the table's first block
 * @param to its keys are at or before this bound in the order of scoped keys
 */
public record DamagedBlock(CorruptionException damage, int ordinal, int storedBytes, byte[] from, byte[] to) {
    /** Returns the block of that place in the index. */
    static DamagedBlock of(TableIndex index, int ordinal, CorruptionException damage) {
        byte[] from = ordinal == 0 ? null : index.fence(ordinal - 1);
        return new DamagedBlock(damage, ordinal, index.blockBytes(ordinal), from, index.fence(ordinal));
    }
}
