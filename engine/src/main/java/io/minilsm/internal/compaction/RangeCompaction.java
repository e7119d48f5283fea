package io.minilsm.internal.compaction;

import io.minilsm.internal.compaction.CompactionPlan.Kind;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Merges everything that a range held at the start down to the last level, plan by plan: a sweep through the levels
 * from the top, each from its first key to its last. For one thread at a time.
 *
 * <p>Ends whatever else is written or merged meanwhile, for it goes over each key once per level, and takes from level
 * 0 only tables that were there at the start. Tables that are in the last level already are written anew if something
 * in them may be overwritten or deleted.
 *
 * <p>A plan is offered once: after a plan failed or was cancelled, a new {@code RangeCompaction} starts over.
 */
public final class RangeCompaction {
    private static final int LAST_LEVEL = Version.LEVELS - 1;

    // Constant after construction.
    private final CompactionSettings settings;
    private final ToLongFunction<TableMetadata> overwritten;
    private final byte[] from;
    private final byte[] to;
    private final Set<Long> levelZeroAtStart = new HashSet<>();

    /** Tables of the last level that were there at the start, or were moved into it as they were. */
    private final Set<Long> unmerged = new HashSet<>();

    /** Where the sweep is: the level, and the first key in it not gone over; null for the first key there is. */
    private int level;

    private byte[] position;

    /** As {@link CompactionPicker#range} says. */
    RangeCompaction(
            CompactionSettings settings,
            ToLongFunction<TableMetadata> overwritten,
            Version version,
            byte[] from,
            byte[] to) {
        this.settings = settings;
        this.overwritten = overwritten;
        this.from = from;
        this.to = to;
        position = from;
        version.level(0).forEach(table -> levelZeroAtStart.add(table.number()));
        version.overlapping(LAST_LEVEL, from, to).forEach(table -> unmerged.add(table.number()));
    }

    /**
     * Returns the next plan; null at the end. The plan before must have been applied.
     *
     * @param version the version now
     * @param oldestSnapshot sequence of the oldest live snapshot, or {@link CompactionPicker#NO_SNAPSHOT}
     */
    public CompactionPlan next(Version version, long oldestSnapshot) {
        while (level < LAST_LEVEL) {
            List<TableMetadata> inputs = level == 0 ? levelZeroInputs(version) : sortedInputs(version);
            if (!inputs.isEmpty()) {
                int output = CompactionPlan.firstLevelOverlapping(version, level, LAST_LEVEL, KeyRange.of(inputs));
                return plan(version, inputs, output, oldestSnapshot);
            }
            level++;
            position = from;
        }
        List<TableMetadata> inputs = lastLevelInputs(version);
        return inputs.isEmpty() ? null : plan(version, inputs, LAST_LEVEL, oldestSnapshot);
    }

    private CompactionPlan plan(Version version, List<TableMetadata> inputs, int output, long oldestSnapshot) {
        if (level > 0) {
            byte[] largest = inputs.get(inputs.size() - 1).largestKey();
            position = Arrays.copyOf(largest, largest.length + 1);
        }
        CompactionPlan plan = CompactionPlan.of(
                Kind.RANGE, version, level, inputs, output, oldestSnapshot, settings.maxOverlapBytes());
        if (plan.trivialMove() && output == LAST_LEVEL) {
            inputs.forEach(table -> unmerged.add(table.number()));
        }
        return plan;
    }

    private List<TableMetadata> levelZeroInputs(Version version) {
        List<TableMetadata> tables = version.level(0);
        int newest = 0;
        while (newest < tables.size() && !levelZeroAtStart.contains(tables.get(newest).number())) {
            newest++;
        }
        return LevelZero.closure(tables.subList(newest, tables.size()), from, to, settings.maxInputBytes());
    }

    /** Returns neighbouring tables from the position on, bounded together with what they meet below. */
    private List<TableMetadata> sortedInputs(Version version) {
        List<TableMetadata> inputs = new ArrayList<>();
        KeyRange range = null;
        long bytes = 0;
        for (TableMetadata table : unswept(version)) {
            KeyRange wider = range == null ? KeyRange.of(table) : range.with(table);
            int output = CompactionPlan.firstLevelOverlapping(version, level, LAST_LEVEL, wider);
            bytes += table.sizeBytes();
            long all = bytes + CompactionPlan.bytes(version.overlapping(output, wider.smallest(), wider.largest()));
            if (!inputs.isEmpty() && all > settings.maxInputBytes()) {
                break;
            }
            inputs.add(table);
            range = wider;
        }
        return inputs;
    }

    private List<TableMetadata> lastLevelInputs(Version version) {
        List<TableMetadata> inputs = new ArrayList<>();
        long bytes = 0;
        for (TableMetadata table : unswept(version)) {
            boolean dead = table.deletes() > 0 || overwritten.applyAsLong(table) != 0;
            boolean wanted = dead && unmerged.contains(table.number());
            if (!inputs.isEmpty() && (!wanted || bytes + table.sizeBytes() > settings.maxInputBytes())) {
                break;
            }
            if (wanted) {
                inputs.add(table);
                bytes += table.sizeBytes();
            }
        }
        return inputs;
    }

    /** Returns the level's tables in the range that hold keys not gone over. */
    private List<TableMetadata> unswept(Version version) {
        boolean ended = position != null && to != null && Arrays.compareUnsigned(position, to) > 0;
        return ended ? List.of() : version.overlapping(level, position, to);
    }
}
