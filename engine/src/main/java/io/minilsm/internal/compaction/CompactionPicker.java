package io.minilsm.internal.compaction;

import io.minilsm.internal.compaction.CompactionPlan.Kind;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Chooses the next compaction by looking at a version alone. Immutable; thread-safe.
 *
 * <p>Leveled: the level that exceeds its target most goes first. From a sorted level that table goes down which meets
 * the least of the next level for its size; deletes count as if they were full entries, since they free some.
 */
public final class CompactionPicker {
    /** Stands for "no snapshot is open". */
    public static final long NO_SNAPSHOT = Long.MAX_VALUE;

    private static final int LAST_LEVEL = Version.LEVELS - 1;

    /** At rest all bytes are at most this many times the live ones: below the 1.3 promised, for the estimate is one. */
    private static final double RATIO_AT_REST = 1.25;

    /** Most bytes of the level below for each of level 0, if that is merged down at rest only to be read faster. */
    private static final int OVERLAP_AT_REST = 4;

    /** Share of deletes and overwritten entries in a table of the last level from which on it is cleaned at rest. */
    private static final double DEAD_AT_REST = 0.05;

    /**
     * Most that a sorted level can score: so level 0 at twice its trigger goes before all else, for its tables are what
     * slows readers and stops writers.
     */
    private static final double MAX_SORTED_SCORE = 2;

    private final CompactionSettings settings;
    private final ToLongFunction<TableMetadata> overwritten;

    /**
     * Makes a picker.
     *
     * @param overwritten tells how many entries of a table stand behind a newer one of the same key, which is kept for
     *     a snapshot that may be gone by now; negative if that is not known
     */
    public CompactionPicker(CompactionSettings settings, ToLongFunction<TableMetadata> overwritten) {
        this.settings = settings;
        this.overwritten = overwritten;
    }

    /**
     * Returns the most urgent compaction; null if every level is within its bounds.
     *
     * @param oldestSnapshot sequence of the oldest live snapshot, or {@link #NO_SNAPSHOT}
     */
    public CompactionPlan pick(Version version, long oldestSnapshot) {
        LevelTargets targets = new LevelTargets(version, settings.baseBytes());
        int chosen = -1;
        double highest = 1;
        for (int level = 0; level < LAST_LEVEL; level++) {
            double score = score(version, targets, level);
            if (score > highest || score == highest && level == 0) {
                highest = score;
                chosen = level;
            }
        }
        if (chosen < 0) {
            return null;
        }
        Kind kind = chosen == 0 ? Kind.LEVEL_ZERO : Kind.LEVEL_SIZE;
        return pushDown(kind, version, targets, chosen, oldestSnapshot);
    }

    /**
     * Returns the compaction that is due in a store which is not written to: the most urgent one, else one that leaves
     * less to look at for each read, else one that frees space where much of it may be overwritten or deleted; null if
     * there is none. Applying what this returns comes to an end.
     *
     * @param oldestSnapshot sequence of the oldest live snapshot, or {@link #NO_SNAPSHOT}
     */
    public CompactionPlan pickAtRest(Version version, long oldestSnapshot) {
        CompactionPlan urgent = pick(version, oldestSnapshot);
        if (urgent != null) {
            return urgent;
        }
        CompactionPlan levelZero = mergeLevelZero(version, oldestSnapshot);
        if (levelZero != null) {
            return levelZero;
        }
        if (new SpaceEstimate(version).mayExceed(RATIO_AT_REST)) {
            LevelTargets targets = new LevelTargets(version, settings.baseBytes());
            for (int level = 0; level < LAST_LEVEL; level++) {
                if (!version.level(level).isEmpty()) {
                    return pushDown(Kind.SPACE, version, targets, level, oldestSnapshot);
                }
            }
        }
        return cleanLastLevel(version, oldestSnapshot);
    }

    /**
     * Starts a compaction of everything that the version holds in a range.
     *
     * @param from first scoped key, or null
     * @param to last scoped key, or null; a bound that is meant to be exclusive does no harm
     */
    public RangeCompaction range(Version version, byte[] from, byte[] to) {
        return new RangeCompaction(settings, overwritten, version, from, to);
    }

    /** Returns the bytes that should be merged down before every level is within its bounds again. */
    public long pendingBytes(Version version) {
        LevelTargets targets = new LevelTargets(version, settings.baseBytes());
        boolean levelZero = version.level(0).size() >= settings.levelZeroTrigger();
        long pending = levelZero ? version.levelBytes(0) : 0;
        for (int level = 1; level < LAST_LEVEL; level++) {
            pending += Math.max(0, version.levelBytes(level) - targets.bytes(level));
        }
        return pending;
    }

    private double score(Version version, LevelTargets targets, int level) {
        if (level == 0) {
            return version.level(0).size() / (double) settings.levelZeroTrigger();
        }
        long bytes = version.levelBytes(level);
        // A level above the base one, left from when there was more data, has target 0: it is emptied.
        return Math.min(MAX_SORTED_SCORE, bytes / (double) Math.max(1, targets.bytes(level)));
    }

    private CompactionPlan pushDown(
            Kind kind, Version version, LevelTargets targets, int level, long oldestSnapshot) {
        int output = targets.outputLevel(version, level);
        List<TableMetadata> inputs;
        if (level == 0) {
            List<TableMetadata> tables = version.level(0);
            TableMetadata oldest = tables.get(tables.size() - 1);
            inputs = LevelZero.closure(tables, oldest.smallestKey(), oldest.largestKey(), settings.maxInputBytes());
        } else {
            inputs = widened(version, level, output, cheapest(version.level(level), version.level(output)));
        }
        return CompactionPlan.of(
                kind, version, level, inputs, output, oldestSnapshot, settings.maxOverlapBytes());
    }

    /** Returns the index of the table that costs the least bytes to merge for the bytes that it brings down. */
    private static int cheapest(List<TableMetadata> tables, List<TableMetadata> below) {
        int chosen = 0;
        double lowest = Double.MAX_VALUE;
        int first = 0;
        for (int i = 0; i < tables.size(); i++) {
            TableMetadata table = tables.get(i);
            while (first < below.size() && !below.get(first).overlaps(table.smallestKey(), null)) {
                first++;
            }
            double cost = table.sizeBytes();
            for (int j = first; j < below.size() && below.get(j).overlaps(null, table.largestKey()); j++) {
                cost += below.get(j).sizeBytes();
            }
            double perByte = cost / (table.sizeBytes() + deletedBytes(table));
            if (perByte < lowest) {
                lowest = perByte;
                chosen = i;
            }
        }
        return chosen;
    }

    /** Returns about how many bytes the table's deletes free: as many as its entries have on average. */
    private static double deletedBytes(TableMetadata table) {
        return table.entries() == 0 ? 0 : (double) table.sizeBytes() * table.deletes() / table.entries();
    }

    /** Returns the table with neighbours that go down with it at no further cost: the tables met below are the same. */
    private List<TableMetadata> widened(Version version, int level, int output, int index) {
        List<TableMetadata> tables = version.level(level);
        KeyRange range = KeyRange.of(tables.get(index));
        List<TableMetadata> below = version.overlapping(output, range.smallest(), range.largest());
        List<TableMetadata> inputs = new ArrayList<>(List.of(tables.get(index)));
        long bytes = tables.get(index).sizeBytes() + CompactionPlan.bytes(below);
        for (int i = index + 1; i < tables.size(); i++) {
            KeyRange wider = range.with(tables.get(i));
            bytes += tables.get(i).sizeBytes();
            boolean same = version.overlapping(output, wider.smallest(), wider.largest()).size() == below.size();
            if (below.isEmpty() || !same || bytes > settings.maxInputBytes()) {
                break;
            }
            inputs.add(tables.get(i));
            range = wider;
        }
        return inputs;
    }

    /** Merges level 0 down, of which each table is one more place to look, if that is cheap for its size. */
    private CompactionPlan mergeLevelZero(Version version, long oldestSnapshot) {
        if (version.level(0).isEmpty()) {
            return null;
        }
        LevelTargets targets = new LevelTargets(version, settings.baseBytes());
        CompactionPlan plan = pushDown(Kind.LEVEL_ZERO, version, targets, 0, oldestSnapshot);
        boolean isCheap =
                CompactionPlan.bytes(plan.overlapping()) <= OVERLAP_AT_REST * CompactionPlan.bytes(plan.inputs());
        return isCheap ? plan : null;
    }

    /** Writes neighbouring tables of the last level anew of which much is dead. */
    private CompactionPlan cleanLastLevel(Version version, long oldestSnapshot) {
        List<TableMetadata> inputs = new ArrayList<>();
        long bytes = 0;
        for (TableMetadata table : version.level(LAST_LEVEL)) {
            // Every snapshot sees all of the table, so that the new one has nothing dead: this cannot go on for ever.
            long dead = table.deletes() + Math.max(0, overwritten.applyAsLong(table));
            boolean cleanable = table.largestSequence() <= oldestSnapshot && dead > DEAD_AT_REST * table.entries();
            boolean fits = inputs.isEmpty() || bytes + table.sizeBytes() <= settings.maxInputBytes();
            if (cleanable && fits) {
                inputs.add(table);
                bytes += table.sizeBytes();
            } else if (!inputs.isEmpty()) {
                break;
            }
        }
        return inputs.isEmpty()
                ? null
                : CompactionPlan.of(
                        Kind.SPACE,
                        version,
                        LAST_LEVEL,
                        inputs,
                        LAST_LEVEL,
                        oldestSnapshot,
                        settings.maxOverlapBytes());
    }
}
