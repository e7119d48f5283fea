package io.minilsm.jdbc.run;

import io.minilsm.api.Condition;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.plan.KeyRanges;
import io.minilsm.jdbc.sql.Table;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction under way: the snapshot of its first statement, its own writes, and, if serializable, what it has read.
 * Statements only collect; {@link #toBatch()} is what COMMIT writes.
 */
final class Transaction {
    /** Ranges kept apart for validation; beyond, they are merged into one, which may find conflicts that are none. */
    private static final int MAX_READ_RANGES = 10_000;

    private static final int MERGE_EVERY_READS = 256;

    private final TableCatalog catalog;
    private final SharedSnapshot snapshot;
    private final StatementMarks marks = new StatementMarks();
    private final boolean implicit;
    private final boolean serializable;

    /** What concerns each table, by the name of its key space, in the order they were used. */
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** Those that can be gone back to, oldest first. */
    private final List<SessionSavepoint> savepoints = new ArrayList<>();

    /**
     * Begins a transaction.
     *
     * @param implicit whether it is one call's own: then blind writes need no check, since nothing was read before
     * @param serializable whether what it reads is checked at COMMIT
     */
    Transaction(Store store, TableCatalog catalog, boolean implicit, boolean serializable) {
        this.catalog = catalog;
        this.snapshot = new SharedSnapshot(store.snapshot());
        this.implicit = implicit;
        this.serializable = serializable;
    }

    /** One table in this transaction. */
    final class Part {
        private final Table table;
        private final KeySpace space;
        private final Overlay overlay = new Overlay(marks);
        private final List<KeyRanges> reads = new ArrayList<>();

        Part(Table table, KeySpace space) {
            this.table = table;
            this.space = space;
        }

        /** Returns what a statement sees that reads at the mark. */
        ReadView view(long mark) {
            return new ReadView(space, snapshot.get(), overlay, mark);
        }

        /** Notes that these ranges were read. */
        void noteRead(KeyRanges ranges) {
            if (!serializable || ranges.isEmpty()) {
                return;
            }
            reads.add(ranges);
            if (reads.size() >= MERGE_EVERY_READS) {
                KeyRanges merged = KeyRanges.union(reads);
                reads.clear();
                reads.add(merged.count() <= MAX_READ_RANGES ? merged : KeyRanges.all());
            }
        }

        void apply(ChangeSet changes) {
            for (Map.Entry<byte[], ChangeSet.Change> each : changes.all()) {
                boolean blind = implicit && each.getValue().guard() == ChangeSet.Guard.NONE;
                overlay.put(each.getKey(), each.getValue().value(), blind);
            }
        }

        private void addTo(WriteBatch batch) throws SQLException, IOException {
            long sequence = snapshot.get().sequence();
            for (Map.Entry<byte[], Overlay.Version> each : overlay.all()) {
                byte[] key = each.getKey();
                Overlay.Version version = each.getValue();
                if (version.value == null) {
                    batch.delete(space, key);
                } else {
                    batch.put(space, key, version.value);
                }
                if (!version.blind) {
                    batch.require(Condition.unchangedSince(space, key, sequence));
                }
            }
            if (!reads.isEmpty()) {
                KeyRanges read = KeyRanges.union(reads);
                for (int i = 0; i < read.count(); i++) {
                    batch.require(Condition.rangeUnchangedSince(space, read.range(i), sequence));
                }
            }
            if (!overlay.isEmpty() || !reads.isEmpty()) {
                catalog.requireUnchanged(batch, table);
            }
        }
    }

    SharedSnapshot snapshot() {
        return snapshot;
    }

    StatementMarks marks() {
        return marks;
    }

    /** Returns what concerns the table. */
    Part part(Table table) throws IOException {
        Part part = parts.get(table.spaceName());
        if (part == null) {
            part = new Part(table, catalog.space(table));
            parts.put(table.spaceName(), part);
        }
        return part;
    }

    /** Returns what a statement sees that reads at the mark. */
    TableViews views(long mark) {
        return new TableViews() {
            @Override
            public ReadView of(Table table) throws IOException {
                return part(table).view(mark);
            }

            @Override
            public void noteRead(Table table, KeyRanges ranges) throws IOException {
                part(table).noteRead(ranges);
            }
        };
    }

    /** Returns whether nothing was written. */
    boolean isEmpty() {
        for (Part part : parts.values()) {
            if (!part.overlay.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the bytes of memory that the writes hold. */
    long bytes() {
        long bytes = 0;
        for (Part part : parts.values()) {
            bytes += part.overlay.bytes();
        }
        return bytes;
    }

    SessionSavepoint setSavepoint() {
        SessionSavepoint savepoint = new SessionSavepoint(marks.savepoint());
        savepoints.add(savepoint);
        return savepoint;
    }

    boolean has(SessionSavepoint savepoint) {
        return savepoints.contains(savepoint);
    }

    /** Drops what was written behind the savepoint; those set behind it are gone. */
    void rollbackTo(SessionSavepoint savepoint) {
        forget(savepoints.indexOf(savepoint) + 1);
        for (Part part : parts.values()) {
            part.overlay.rollbackTo(savepoint.mark());
        }
        marks.wentBackTo(savepoint.mark());
    }

    /** Forgets the savepoint, and those set behind it. */
    void release(SessionSavepoint savepoint) {
        forget(savepoints.indexOf(savepoint));
        marks.keepBackTo(savepoints.isEmpty() ? -1 : savepoints.get(savepoints.size() - 1).mark());
    }

    private void forget(int first) {
        savepoints.subList(first, savepoints.size()).clear();
    }

    /** Returns the batch of COMMIT: the newest version of each key, if nobody else wrote it since the snapshot. */
    WriteBatch toBatch() throws SQLException, IOException {
        WriteBatch batch = new WriteBatch();
        for (Part part : parts.values()) {
            part.addTo(batch);
        }
        return batch;
    }

    void end() {
        snapshot.release();
    }
}
