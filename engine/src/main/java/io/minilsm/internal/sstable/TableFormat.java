package io.minilsm.internal.sstable;

import io.minilsm.internal.format.FileHeader;
import java.util.UUID;

/**
 * What writer and reader of a table agree on. Stateless. Layout: docs/format/sstable.md.
 *
 * <pre>
 * table = header(64) block+ [filter] index properties footer(80)
 * </pre>
 */
final class TableFormat {
    /** The first data block begins here; each further part begins where the one before ends. */
    static final long DATA_OFFSET = FileHeader.BYTES;

    private static final long NUMBER_FACTOR = 0x9E3779B97F4A7C15L;

    private TableFormat() {}

    /**
     * Returns the number to which a block's offset is added to seed its checksum: a block of another store, of another
     * table or from another place has another one.
     */
    static long seedBase(UUID storeId, long number) {
        return storeId.getMostSignificantBits()
                ^ Long.rotateLeft(storeId.getLeastSignificantBits(), 32)
                ^ number * NUMBER_FACTOR;
    }
}
