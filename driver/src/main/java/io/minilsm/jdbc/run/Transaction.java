package io.minilsm.jdbc.run;

import io.minilsm.api.Condition;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.plan.KeyRanges;
import java.util.ArrayList;
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

    private final KeySpace space;
    private final SharedSnapshot snapshot;
    private final Overlay overlay = new Overlay();
    private final boolean implicit;
    private final boolean serializable;
    private final List<KeyRanges> reads = new ArrayList<>();

    /** Those that can be gone back to, oldest first. */
    private final List<SessionSavepoint> savepoints = new ArrayList<>();

    /**
     * Begins a transaction.
     *
     * @param implicit whether it is one call's own: then blind writes need no check, since nothing was read before
     * @param serializable whether what it reads is checked at COMMIT
     */
    Transaction(Store store, boolean implicit, boolean serializable) {
        this.space = store;
        this.snapshot = new SharedSnapshot(store.snapshot());
        this.implicit = implicit;
        this.serializable = serializable;
    }

    SharedSnapshot snapshot() {
        return snapshot;
    }

    Overlay overlay() {
        return overlay;
    }

    /** Returns what a statement of now sees; to be given back with {@link Overlay#endReader()}. */
    ReadView beginReading() {
        return new ReadView(space, snapshot.get(), overlay, overlay.beginReader());
    }

    SessionSavepoint setSavepoint() {
        SessionSavepoint savepoint = new SessionSavepoint(overlay.savepoint());
        savepoints.add(savepoint);
        return savepoint;
    }

    boolean has(SessionSavepoint savepoint) {
        return savepoints.contains(savepoint);
    }

    /** Drops what was written behind the savepoint; those set behind it are gone. */
    void rollbackTo(SessionSavepoint savepoint) {
        forget(savepoints.indexOf(savepoint) + 1);
        overlay.rollbackTo(savepoint.mark());
    }

    /** Forgets the savepoint, and those set behind it. */
    void release(SessionSavepoint savepoint) {
        forget(savepoints.indexOf(savepoint));
        overlay.keepBackTo(savepoints.isEmpty() ? -1 : savepoints.get(savepoints.size() - 1).mark());
    }

    private void forget(int first) {
        savepoints.subList(first, savepoints.size()).clear();
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

    /** Returns the batch of COMMIT: the newest version of each key, if nobody else wrote it since the snapshot. */
    WriteBatch toBatch() {
        WriteBatch batch = new WriteBatch();
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
        return batch;
    }

    void end() {
        snapshot.release();
    }
}
