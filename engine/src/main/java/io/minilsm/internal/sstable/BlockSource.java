package io.minilsm.internal.sstable;

import java.io.IOException;

/** Where an iterator gets its blocks from. */
interface BlockSource {
    /** Returns the table's block of that number; valid until the next call. */
    byte[] block(int ordinal) throws IOException;
}
