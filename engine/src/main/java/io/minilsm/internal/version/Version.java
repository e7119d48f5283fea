package io.minilsm.internal.version;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which tables make up the store, by level. Immutable.
 *
 * <p>Level 0 is ordered newest first and its tables may overlap; the tables of each other level are ordered by key and
 * do not share a key. A newer level never holds an older version of a key.
 */
public final class Version {
    /** Number of levels. */
    public static final int LEVELS = 7;

    private static final Version EMPTY = new Version(Collections.nCopies(LEVELS, List.of()));

    private final List<List<TableMetadata>> levels;

    /** Makes a version of exactly {@link #LEVELS} levels, each in its order. */
    public Version(List<List<TableMetadata>> levels) {
        if (levels.size() != LEVELS) {
            throw new IllegalArgumentException("levels: actual=" + levels.size() + ", expected=" + LEVELS);
        }
        List<List<TableMetadata>> copy = new ArrayList<>(LEVELS);
        for (List<TableMetadata> level : levels) {
            copy.add(List.copyOf(level));
        }
        this.levels = Collections.unmodifiableList(copy);
    }

    /** Returns the version without tables. */
    public static Version empty() {
        return EMPTY;
    }

    /** Returns the tables of the level: 0 newest first, others by key. */
    public List<TableMetadata> level(int level) {
        return levels.get(level);
    }

    /** Returns the bytes of the level's tables. */
    public long levelBytes(int level) {
        long bytes = 0;
        for (TableMetadata table : levels.get(level)) {
            bytes += table.sizeBytes();
        }
        return bytes;
    }

    /** Returns the tables of the level whose keys meet the range; null bounds are open, {@code to} is inclusive. */
    public List<TableMetadata> overlapping(int level, byte[] from, byte[] to) {
        List<TableMetadata> found = new ArrayList<>();
        for (TableMetadata table : levels.get(level)) {
            if (table.overlaps(from, to)) {
                found.add(table);
            }
        }
        return found;
    }

    /** Returns all tables, level by level. */
    public List<TableMetadata> tables() {
        List<TableMetadata> all = new ArrayList<>();
        levels.forEach(all::addAll);
        return all;
    }
}
