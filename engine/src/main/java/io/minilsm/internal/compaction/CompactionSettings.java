package io.minilsm.internal.compaction;

import io.minilsm.api.Options;

/**
 * The sizes that compaction keeps to.
 *
 * @param levelZeroTrigger number of tables in level 0 at which they are merged down
 * @param baseBytes most bytes of the first sorted level in use, into which level 0 is merged
 * @param tableFileBytes size at which a new output table is begun
 * @param maxInputBytes bytes at which no further table is added to a compaction by choice
 */
public record CompactionSettings(int levelZeroTrigger, long baseBytes, long tableFileBytes, long maxInputBytes) {
    /** Reads look at each table of level 0, so there should be few; merging fewer at once costs more writing. */
    private static final int LEVEL_ZERO_TRIGGER = 4;

    /** A table meets about ten of the next level, and neighbours more; beyond that a job would hold others up. */
    private static final int MAX_INPUT_TABLES = 25;

    /** Returns the settings that belong to the options. */
    public static CompactionSettings of(Options options) {
        long table = options.tableFileBytes();
        // A full level 0 and the level below it are alike in size: then merging them writes the least.
        long base = LEVEL_ZERO_TRIGGER * Math.max(table, options.memtableBytes());
        return new CompactionSettings(LEVEL_ZERO_TRIGGER, base, table, MAX_INPUT_TABLES * table);
    }

    /** Returns how much of the level below its own an output table, or a table moved, may overlap. */
    long maxOverlapBytes() {
        return maxInputBytes / 2;
    }
}
