package io.minilsm.internal.compaction;

import io.minilsm.internal.version.Version;

/**
 * How large each level should be, derived from how large the last one is: each a tenth of the next, up to the base
 * level, into which level 0 is merged. Immutable.
 *
 * <p>So about nine tenths of the data are in the last level whatever its size, and a small store has only level 0 and
 * the last one. (The idea is that of RocksDB's dynamic level sizes; fixed targets from the top leave a last level that
 * is hardly larger than the one above, and then every key may be there twice.)
 */
final class LevelTargets {
    private static final int LAST_LEVEL = Version.LEVELS - 1;

    /** Each level ten times the one above: fewer levels to look into against more rewriting per level. */
    private static final int MULTIPLIER = 10;

    private final long[] targets = new long[Version.LEVELS];
    private final int baseLevel;

    LevelTargets(Version version, long baseBytes) {
        int level = LAST_LEVEL;
        long size = version.levelBytes(LAST_LEVEL);
        targets[level] = size;
        while (level > 1 && size > baseBytes) {
            size /= MULTIPLIER;
            targets[--level] = size;
        }
        baseLevel = level;
    }

    /** Returns the first sorted level that should hold tables. */
    int baseLevel() {
        return baseLevel;
    }

    /** Returns the bytes that the level should have at most; 0 above the base level. */
    long bytes(int level) {
        return targets[level];
    }

    /** Returns the level into which the tables of the level go: the next that should hold, or still holds, tables. */
    int outputLevel(Version version, int level) {
        int output = level + 1;
        while (output < baseLevel && version.level(output).isEmpty()) {
            output++;
        }
        return output;
    }
}
