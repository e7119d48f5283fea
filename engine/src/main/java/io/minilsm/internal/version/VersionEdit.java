package io.minilsm.internal.version;

import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * One change of the store's state: a record of the manifest, durable and visible whole or not at all. Immutable.
 *
 * <p>Within an edit, deletes and drops come before adds, so that a table that moves to another level is deleted from
 * one and added to the other.
 *
 * @param type what the edit is for
 * @param addedTables tables that become part of the store; their files and directory are durable already
 * @param deletedTables tables that stop being part of it
 * @param newWals log segments that are registered, in the order of their use
 * @param closedWals log segments that are full and forced
 * @param droppedWals numbers of log segments that are needed no more
 * @param retainedWals log segments that recovery needs no more and that are kept as history; they are closed
 * @param newKeySpaces key spaces that are named
 * @param flushedSequence all writes up to here are in tables; empty if it does not change
 * @param lastSequence largest sequence known to be used; empty if nothing but the other fields tells
 * @param reservation sequences and file numbers that may be used from now on; null if it does not change
 * @param history what history is kept from now on; null if that does not change
 * @param snapshot what a {@link EditType#SNAPSHOT} says beyond the other fields; null in any other edit
 */
public record VersionEdit(
        EditType type,
        List<AddedTable> addedTables,
        List<DeletedTable> deletedTables,
        List<WalSegment> newWals,
        List<ClosedSegment> closedWals,
        List<Long> droppedWals,
        List<RetainedWal> retainedWals,
        List<NamedSpace> newKeySpaces,
        OptionalLong flushedSequence,
        OptionalLong lastSequence,
        Reservation reservation,
        Retention history,
        SnapshotHeader snapshot) {
    /** Makes an edit of copies of the lists. */
    public VersionEdit {
        addedTables = List.copyOf(addedTables);
        deletedTables = List.copyOf(deletedTables);
        newWals = List.copyOf(newWals);
        closedWals = List.copyOf(closedWals);
        droppedWals = List.copyOf(droppedWals);
        retainedWals = List.copyOf(retainedWals);
        newKeySpaces = List.copyOf(newKeySpaces);
    }

    /** Returns this edit with those of its closed segments that pass the test. */
    public VersionEdit withClosedWals(Predicate<ClosedSegment> test) {
        if (closedWals.stream().allMatch(test)) {
            return this;
        }
        return new VersionEdit(
                type,
                addedTables,
                deletedTables,
                newWals,
                closedWals.stream().filter(test).toList(),
                droppedWals,
                retainedWals,
                newKeySpaces,
                flushedSequence,
                lastSequence,
                reservation,
                history,
                snapshot);
    }

    /** Starts an edit of that type that changes nothing yet. */
    public static Builder builder(EditType type) {
        return new Builder(type);
    }

    /** A table and the level it is added to. */
    public record AddedTable(int level, TableMetadata table) {}

    /** The number of a table and the level it is deleted from. */
    public record DeletedTable(int level, long number) {}

    /** The number of a log segment that becomes history, and when, by the clock. */
    public record RetainedWal(long number, long atMillis) {}

    /** The name of a key space and its id. */
    public record NamedSpace(String name, int id) {}

    /**
     * What may be used.
     *
     * @param sequence largest sequence that may be used
     * @param fileNumber smallest file number that may not be used
     */
    public record Reservation(long sequence, long fileNumber) {}

    /**
     * What only a snapshot says.
     *
     * @param formatVersion version of the formats that the store is written in
     * @param storeId the store
     * @param comparator name of the order of keys
     * @param nextFileNumber smallest number behind those of all files of the store
     * @param nextSpaceId id for the next key space that is named
     * @param tableRecords number of {@link EditType#SNAPSHOT_TABLES} records that follow
     */
    public record SnapshotHeader(
            int formatVersion,
            UUID storeId,
            String comparator,
            long nextFileNumber,
            int nextSpaceId,
            int tableRecords) {}

    /** Collects an edit. For one thread at a time. */
    public static final class Builder {
        private final EditType type;
        private final List<AddedTable> addedTables = new ArrayList<>();
        private final List<DeletedTable> deletedTables = new ArrayList<>();
        private final List<WalSegment> newWals = new ArrayList<>();
        private final List<ClosedSegment> closedWals = new ArrayList<>();
        private final List<Long> droppedWals = new ArrayList<>();
        private final List<RetainedWal> retainedWals = new ArrayList<>();
        private final List<NamedSpace> newKeySpaces = new ArrayList<>();
        private OptionalLong flushedSequence = OptionalLong.empty();
        private OptionalLong lastSequence = OptionalLong.empty();
        private Reservation reservation;
        private Retention history;
        private SnapshotHeader snapshot;

        private Builder(EditType type) {
            this.type = type;
        }

        /** Adds a table, whose file and directory are durable. */
        public Builder addTable(int level, TableMetadata table) {
            addedTables.add(new AddedTable(level, table));
            return this;
        }

        /** Deletes a table. */
        public Builder deleteTable(int level, long number) {
            deletedTables.add(new DeletedTable(level, number));
            return this;
        }

        /** Registers a log segment. */
        public Builder newWal(WalSegment segment) {
            newWals.add(segment);
            return this;
        }

        /** Records the end of a log segment that was forced. */
        public Builder closeWal(ClosedSegment segment) {
            closedWals.add(segment);
            return this;
        }

        /** Drops a log segment. */
        public Builder dropWal(long number) {
            droppedWals.add(number);
            return this;
        }

        /** Keeps a log segment as history; it is closed before or by this edit. */
        public Builder retainWal(long number, long atMillis) {
            retainedWals.add(new RetainedWal(number, atMillis));
            return this;
        }

        /** Records what history is kept. */
        public Builder history(Retention retention) {
            history = retention;
            return this;
        }

        /** Names a key space. */
        public Builder newKeySpace(String name, int id) {
            newKeySpaces.add(new NamedSpace(name, id));
            return this;
        }

        /** Records that all writes up to the sequence are in tables. */
        public Builder flushedSequence(long sequence) {
            flushedSequence = OptionalLong.of(sequence);
            return this;
        }

        /** Records that the sequence was used. */
        public Builder lastSequence(long sequence) {
            lastSequence = OptionalLong.of(sequence);
            return this;
        }

        Builder reservation(Reservation reserved) {
            reservation = reserved;
            return this;
        }

        Builder snapshot(SnapshotHeader header) {
            snapshot = header;
            return this;
        }

        /** Returns the edit. */
        public VersionEdit build() {
            return new VersionEdit(
                    type,
                    addedTables,
                    deletedTables,
                    newWals,
                    closedWals,
                    droppedWals,
                    retainedWals,
                    newKeySpaces,
                    flushedSequence,
                    lastSequence,
                    reservation,
                    history,
                    snapshot);
        }
    }
}
