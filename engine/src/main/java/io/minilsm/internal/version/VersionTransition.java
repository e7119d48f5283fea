package io.minilsm.internal.version;

import static io.minilsm.internal.version.StateTransition.require;

import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.version.VersionEdit.AddedTable;
import io.minilsm.internal.version.VersionEdit.DeletedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applies the tables of an edit to a version and checks that the levels stay in order. Stateless. */
final class VersionTransition {
    /** Newest first; tables of one bulk load share a sequence and no key. */
    private static final Comparator<TableMetadata> BY_AGE = Comparator.comparingLong(TableMetadata::largestSequence)
            .thenComparingLong(TableMetadata::number)
            .reversed();

    private static final Comparator<TableMetadata> BY_KEY =
            (a, b) -> Arrays.compareUnsigned(a.smallestKey(), b.smallestKey());

    private VersionTransition() {}

    /**
     * Returns the version after the edit.
     *
     * @throws IllegalArgumentException if the edit does not fit the version
     */
    static Version apply(Version before, VersionEdit edit) {
        if (edit.addedTables().isEmpty() && edit.deletedTables().isEmpty()) {
            return before;
        }
        List<List<TableMetadata>> levels = new ArrayList<>(Version.LEVELS);
        for (int level = 0; level < Version.LEVELS; level++) {
            levels.add(remaining(before.level(level), level, edit.deletedTables()));
        }
        requireNew(levels, edit.addedTables());
        for (int level = 0; level < Version.LEVELS; level++) {
            add(levels.get(level), level, edit.addedTables());
        }
        return new Version(levels);
    }

    private static List<TableMetadata> remaining(List<TableMetadata> tables, int level, List<DeletedTable> deleted) {
        Set<Long> numbers = new HashSet<>();
        for (DeletedTable table : deleted) {
            require(table.level() >= 0 && table.level() < Version.LEVELS, "level of deleted table", table);
            if (table.level() == level) {
                require(numbers.add(table.number()), "table deleted twice", table);
            }
        }
        List<TableMetadata> left = new ArrayList<>(tables.size());
        for (TableMetadata table : tables) {
            if (!numbers.remove(table.number())) {
                left.add(table);
            }
        }
        require(numbers.isEmpty(), "deleted table is not in its level", numbers);
        return left;
    }

    private static void requireNew(List<List<TableMetadata>> levels, List<AddedTable> added) {
        Set<Long> numbers = new HashSet<>();
        for (AddedTable table : added) {
            require(table.level() >= 0 && table.level() < Version.LEVELS, "level of added table", table);
            requireValid(table.table());
            require(numbers.add(table.table().number()), "table added twice", table);
        }
        for (List<TableMetadata> tables : levels) {
            for (TableMetadata table : tables) {
                require(!numbers.contains(table.number()), "added table is there already", table);
            }
        }
    }

    private static void requireValid(TableMetadata table) {
        int smallest = table.smallestKey().length;
        int largest = table.largestKey().length;
        require(
                smallest > 0
                        && smallest <= ScopedKey.MAX_BYTES
                        && largest > 0
                        && largest <= ScopedKey.MAX_BYTES
                        && Arrays.compareUnsigned(table.smallestKey(), table.largestKey()) <= 0,
                "key range of table",
                table);
        require(table.smallestSequence() <= table.largestSequence(), "sequence range of table", table);
        require(
                table.sizeBytes() > 0
                        && table.entries() > 0
                        && table.deletes() >= 0
                        && table.deletes() <= table.entries(),
                "size and counts of table",
                table);
    }

    private static void add(List<TableMetadata> tables, int level, List<AddedTable> added) {
        int before = tables.size();
        for (AddedTable table : added) {
            if (table.level() == level) {
                if (level == 0) {
                    requireOrderedInTime(tables, table.table());
                }
                tables.add(table.table());
            }
        }
        if (tables.size() == before) {
            return;
        }
        tables.sort(level == 0 ? BY_AGE : BY_KEY);
        for (int i = 1; level > 0 && i < tables.size(); i++) {
            TableMetadata left = tables.get(i - 1);
            TableMetadata right = tables.get(i);
            if (Arrays.compareUnsigned(left.largestKey(), right.smallestKey()) >= 0) {
                throw new IllegalArgumentException(
                        "tables of level " + level + " overlap: actual=" + left + " and " + right);
            }
        }
    }

    /** A reader takes the first hit of level 0, so of two tables that share keys one must be newer as a whole. */
    private static void requireOrderedInTime(List<TableMetadata> tables, TableMetadata added) {
        for (TableMetadata table : tables) {
            boolean apart = table.largestSequence() < added.smallestSequence()
                    || added.largestSequence() < table.smallestSequence();
            if (!apart && table.overlaps(added.smallestKey(), added.largestKey())) {
                throw new IllegalArgumentException(
                        "tables of level 0 share keys and sequences: actual=" + table + " and " + added);
            }
        }
    }
}
