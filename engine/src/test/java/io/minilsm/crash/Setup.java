package io.minilsm.crash;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.Options;

/** Options and disks with which histories run, small enough that a few dozen steps fill segments, flush and merge. */
enum Setup {
    USUAL(false, small()),
    MAPPED_LOG(true, small()),
    NO_LOG(false, small().withEnableWal(false)),
    NO_COMPRESSION(
            false,
            small().withCompression(Compression.NONE).withBlockSizeBytes(512).withBloomBitsPerKey(0)),
    LARGE_BLOCKS(
            false,
            small().withBlockSizeBytes(16 << 10).withWalSegmentBytes(256 << 10).withBlockCacheBytes(0)),
    LARGE_MEMTABLE(true, small().withMemtableBytes(256 << 10).withTableFileBytes(128 << 10)),
    NO_COMPACTION(false, small().withCompactionStyle(CompactionStyle.NONE)),
    HISTORY(false, small(), 16 << 20),
    SHORT_HISTORY(true, small(), 256 << 10);

    private final boolean mapping;
    private final Options options;
    private final long historyBytes;

    Setup(boolean mapping, Options options) {
        this(mapping, options, 0);
    }

    Setup(boolean mapping, Options options, long historyBytes) {
        this.historyBytes = historyBytes;
        this.mapping = mapping;
        this.options = options;
    }

    /** Returns how much history of changes is kept; 0 to leave that as it is. */
    long historyBytes() {
        return historyBytes;
    }

    /** Returns whether the disk can map files. */
    boolean mapping() {
        return mapping;
    }

    Options options() {
        return options;
    }

    private static Options small() {
        return Options.defaults()
                .withMemoryBudgetBytes(4 << 20)
                .withMemtableBytes(64 << 10)
                .withWalSegmentBytes(64 << 10)
                .withTableFileBytes(64 << 10)
                .withBlockSizeBytes(1 << 10);
    }
}
