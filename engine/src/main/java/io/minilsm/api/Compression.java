package io.minilsm.api;

/** How table blocks are compressed. */
public enum Compression {
    /** Blocks are stored as they are. */
    NONE,
    /** Blocks are stored in the LZ4 block format where that makes them smaller. */
    LZ4
}
