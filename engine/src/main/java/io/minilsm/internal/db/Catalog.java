package io.minilsm.internal.db;

import io.minilsm.api.DiskFullException;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.Retention;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionEdit;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.version.WalRecord;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.SegmentRegistry;
import io.minilsm.internal.wal.WalSegment;
import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The manifest's edits, and the log segments as the manifest knows them. Thread-safe. All edits go through here one at
 * a time, because a segment may be dropped by a flush while the log is about to report it closed.
 *
 * <p>While a recovery copies the log's tail to a fresh segment, what the log reports is kept back, to go into the one
 * edit that lets the old segments go and the new ones in.
 */
final class Catalog implements SegmentRegistry {
    private final VersionSet versions;
    private final Poison poison;
    private final Right right;

    /** Set before the first flush; null for a store without a log. */
    private volatile WalWriter wal;

    // Guarded by this.
    private VersionEdit.Builder keptBack;

    Catalog(VersionSet versions, Poison poison, Right right) {
        this.versions = versions;
        this.poison = poison;
        this.right = right;
    }

    /** Throws if somebody else may have the store by now; asked before each write to the manifest. */
    @FunctionalInterface
    interface Right {
        void requireHeld() throws IOException;
    }

    /** Sets the writer of this life's segments. */
    void attach(WalWriter writer) {
        wal = writer;
    }

    /** Keeps what the log reports back until {@link #publish}. */
    synchronized void keepBack() {
        keptBack = VersionEdit.builder(EditType.RECOVERY);
    }

    /** Applies what was kept back, and what is added now, as one edit: the log's own thread may be reporting still. */
    synchronized void publish(Consumer<VersionEdit.Builder> more) throws IOException {
        more.accept(keptBack);
        apply(keptBack.build());
        keptBack = null;
    }

    StoreState state() {
        return versions.state();
    }

    @Override
    public long newFileNumber() throws IOException {
        return guard(versions::newFileNumber);
    }

    @Override
    public synchronized void register(WalSegment segment) throws IOException {
        if (keptBack != null) {
            keptBack.newWal(segment);
        } else {
            apply(VersionEdit.builder(EditType.NEW_MEMTABLE).newWal(segment).build());
        }
    }

    @Override
    public synchronized void closed(ClosedSegment segment) throws IOException {
        if (keptBack != null) {
            keptBack.closeWal(segment);
        } else if (isOpen(segment.number())) {
            apply(VersionEdit.builder(EditType.CLOSE_WAL).closeWal(segment).build());
        }
    }

    @FunctionalInterface
    private interface ManifestWrite<T> {
        T run() throws IOException;
    }

    private <T> T guard(ManifestWrite<T> write) throws IOException {
        poison.check();
        try {
            right.requireHeld();
            return write.run();
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw poison.failed(e);
        }
    }

    private boolean isOpen(long number) {
        WalRecord record = versions.state().wal(number);
        return record != null && !record.isClosed();
    }

    /**
     * Makes the edit durable and visible in the manifest; a failure poisons the store.
     *
     * @throws DiskFullException if there is no space for it; nothing of it counts then, and nothing is poisoned
     */
    synchronized StoreState apply(VersionEdit edit) throws IOException {
        // The log may have reported a segment that a flush was about to close, too.
        VersionEdit fitting = edit.withClosedWals(closed -> isOpen(closed.number(), edit));
        return guard(() -> versions.apply(fitting));
    }

    private boolean isOpen(long number, VersionEdit edit) {
        return isOpen(number) || edit.newWals().stream().anyMatch(made -> made.number() == number);
    }

    /** See {@link VersionSet#ensureReservedSequence}. Asked at each commit: only what writes looks at the file LOCK. */
    void reserve(long sequence) throws IOException {
        if (sequence <= versions.state().reservation().sequence()) {
            return;
        }
        guard(() -> {
            versions.ensureReservedSequence(sequence);
            return null;
        });
    }

    /**
     * Lets readers have the manifest's state by the given step. If its tables cannot be opened, the store is poisoned:
     * the next job would build on a state that the manifest has left behind.
     */
    void install(Install install) throws IOException {
        try {
            install.run();
        } catch (IOException e) {
            poison.set(e);
            throw e;
        }
    }

    /** See {@link #install}. */
    @FunctionalInterface
    interface Install {
        void run() throws IOException;
    }

    /**
     * Returns the segments all of whose entries are at or below the sequence, oldest first. None is left before one of
     * them: a segment names the one before, and replay follows these names.
     */
    List<Long> coveredBy(long sequence) {
        Set<Long> full = wal == null ? Set.of() : Set.copyOf(wal.segmentsCoveredBy(sequence));
        List<Long> covered = new ArrayList<>();
        List<Long> before = new ArrayList<>();
        long last = 0;
        for (WalRecord record : versions.state().wals()) {
            if (record.isRetained()) {
                continue;
            }
            before.add(record.number());
            if (record.isClosed()) {
                // A segment that took no batch may end at sequence 0, whatever the ones before it hold.
                last = Math.max(last, record.closed().lastSequence());
            }
            if (last <= sequence && (record.isClosed() || full.contains(record.number()))) {
                // Segments are in the order of sequences: what comes before a covered one is covered.
                covered.addAll(before);
                before.clear();
            }
        }
        return covered;
    }

    /** Returns the segments that the manifest names. */
    List<Long> segments() {
        return versions.state().wals().stream().map(WalRecord::number).toList();
    }

    /** Drops all segments, for a store that goes on without a log; all their entries are in tables. */
    synchronized void dropAll() throws IOException {
        List<Long> numbers = segments();
        boolean keepsHistory = versions.state().retention().isKept();
        if (!numbers.isEmpty() || keepsHistory) {
            VersionEdit.Builder edit = VersionEdit.builder(EditType.RECOVERY);
            numbers.forEach(edit::dropWal);
            if (keepsHistory) {
                edit.history(Retention.NONE);
            }
            apply(edit.build());
        }
    }

    /** Has the log's writer forget segments that are kept as history. */
    void detach(List<Long> numbers) throws IOException {
        if (wal != null && !numbers.isEmpty()) {
            wal.detach(numbers);
        }
    }

    /** Lets the files of dropped segments go. */
    void release(List<Long> numbers) throws IOException {
        if (wal != null && !numbers.isEmpty()) {
            wal.release(numbers);
        }
    }
}
