package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tables to merge, and where to.
 *
 * @param kind why
 * @param inputLevel level of the inputs
 * @param inputs the tables to move down, in their level's order: newest first in level 0, by key elsewhere
 * @param outputLevel level of the outputs; the input level if its tables are only cleaned
 * @param overlapping all tables of the output level that share keys with the inputs, by key; part of the merge
 * @param grandparents the tables of the level below the output level that share keys with the merge, by key
 * @param trivialMove whether the inputs can go to the output level as they are
 * @param bottommost whether no level below the output level shares keys with the merge: then deletes end here
 */
public record CompactionPlan(
        Kind kind,
        int inputLevel,
        List<TableMetadata> inputs,
        int outputLevel,
        List<TableMetadata> overlapping,
        List<TableMetadata> grandparents,
        boolean trivialMove,
        boolean bottommost) {
    private static final int LAST_LEVEL = Version.LEVELS - 1;

    /** Why a compaction is done. */
    public enum Kind {
        /** Level 0 has many tables. */
        LEVEL_ZERO,
        /** A sorted level is larger than it should be. */
        LEVEL_SIZE,
        /** Overwritten and deleted entries take much space. */
        SPACE,
        /** Someone asked for it. */
        RANGE
    }

    /** Copies the lists. */
    public CompactionPlan {
        inputs = List.copyOf(inputs);
        overlapping = List.copyOf(overlapping);
        grandparents = List.copyOf(grandparents);
    }

    /** Completes a plan from its inputs, which must be closed as C1 says. */
    static CompactionPlan of(
            Kind kind,
            Version version,
            int inputLevel,
            List<TableMetadata> inputs,
            int outputLevel,
            long oldestSnapshot,
            long maxOverlapBytes) {
        KeyRange range = KeyRange.of(inputs);
        boolean staysInLevel = outputLevel == inputLevel;
        List<TableMetadata> overlapping =
                staysInLevel ? List.of() : version.overlapping(outputLevel, range.smallest(), range.largest());
        for (TableMetadata table : overlapping) {
            range = range.with(table);
        }
        assert firstLevelOverlapping(version, inputLevel, outputLevel, KeyRange.of(inputs)) == outputLevel
                : "a level between holds older versions";
        List<TableMetadata> grandparents = outputLevel == LAST_LEVEL
                ? List.of()
                : version.overlapping(outputLevel + 1, range.smallest(), range.largest());
        boolean bottommost = firstLevelOverlapping(version, outputLevel, Version.LEVELS, range) == Version.LEVELS;
        boolean movable = !staysInLevel && overlapping.isEmpty() && (inputLevel > 0 || inputs.size() == 1);
        boolean trivialMove = movable
                && bytes(grandparents) <= maxOverlapBytes
                && !(bottommost && inputs.stream().anyMatch(table -> holdsDroppableDeletes(table, oldestSnapshot)));
        return new CompactionPlan(
                kind, inputLevel, inputs, outputLevel, overlapping, grandparents, trivialMove, bottommost);
    }

    /** Returns the first level below {@code above} and before {@code end} with keys of the range; the end if none. */
    static int firstLevelOverlapping(Version version, int above, int end, KeyRange range) {
        for (int level = above + 1; level < end; level++) {
            if (!version.overlapping(level, range.smallest(), range.largest()).isEmpty()) {
                return level;
            }
        }
        return end;
    }

    private static boolean holdsDroppableDeletes(TableMetadata table, long oldestSnapshot) {
        return table.deletes() > 0 && table.smallestSequence() <= oldestSnapshot;
    }

    static long bytes(List<TableMetadata> tables) {
        long bytes = 0;
        for (TableMetadata table : tables) {
            bytes += table.sizeBytes();
        }
        return bytes;
    }

    /** Returns all tables that the outputs replace. */
    public List<TableMetadata> replaced() {
        List<TableMetadata> all = new ArrayList<>(inputs);
        all.addAll(overlapping);
        return all;
    }

    /** Returns the bytes of all tables that the outputs replace. */
    public long inputBytes() {
        return bytes(inputs) + bytes(overlapping);
    }

    /** Returns the number of entries in all tables that the outputs replace. */
    public long inputEntries() {
        long entries = 0;
        for (TableMetadata table : replaced()) {
            entries += table.entries();
        }
        return entries;
    }
}
