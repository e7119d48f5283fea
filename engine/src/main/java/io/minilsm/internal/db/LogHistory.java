package io.minilsm.internal.db;

import io.minilsm.api.History;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.Retention;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionEdit;
import io.minilsm.internal.version.WalRecord;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Decides which log segments are kept as history of changes once recovery needs them no more, and for how long (H1).
 * Thread-safe.
 *
 * <p>While a history is kept, a flush forces the log up to what it flushes: so the log alone, without the tables, has
 * every change behind the history's floor, whatever a power cut takes.
 */
final class LogHistory {
    private final Catalog catalog;
    private final WalWriter wal; // Null without a log.
    private final LongSupplier currentMillis;

    /** Held from the deciding on an edit to its being applied. Taken behind the commit lock, if both are. */
    private final ReentrantLock lock = new ReentrantLock();

    LogHistory(Catalog catalog, WalWriter wal, LongSupplier currentMillis) {
        this.catalog = catalog;
        this.wal = wal;
        this.currentMillis = currentMillis;
    }

    /**
     * What an edit lets go of.
     *
     * @param dropped segments whose files can go once the edit is durable
     * @param retained segments that the log's writer has nothing to do with any more once the edit is durable
     */
    record LetGo(List<Long> dropped, List<Long> retained) {}

    /** Makes an edit and applies it. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    Retention retention() {
        return catalog.state().retention();
    }

    /** Runs a step that asks {@link #letGo} and applies the edit; what is kept does not change meanwhile. */
    <T> T exclusively(Step<T> step) throws IOException {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Called before a flush up to the sequence writes its table. */
    void prepareFlush(long sequence) throws IOException {
        if (wal != null && retention().isKept() && wal.durableSequence() < sequence) {
            wal.force();
        }
    }

    /** Adds to the edit what becomes of segments that recovery needs no more, and of the oldest history. */
    LetGo letGo(List<Long> covered, VersionEdit.Builder edit) throws IOException {
        StoreState state = catalog.state();
        if (!state.retention().isKept()) {
            covered.forEach(edit::dropWal);
            return new LetGo(covered, List.of());
        }
        if (wal == null) {
            return endWith(covered, state, edit);
        }
        // One that was forced while it was in use may have got a mark since, which its end takes in.
        wal.forceFull();
        List<Long> dropped = new ArrayList<>();
        List<WalRecord> history = new ArrayList<>(history(state));
        long now = Math.max(1, currentMillis.getAsLong());
        for (long number : covered) {
            WalRecord record = state.wal(number);
            ClosedSegment end = record.isClosed() ? record.closed() : wal.endOf(number);
            if (end == null || end.lastSequence() <= state.retention().floorSequence()) {
                dropped.add(number); // Older than the history.
            } else {
                history.add(new WalRecord(record.segment(), end, now));
            }
        }
        trim(history, state.retention(), edit, dropped);
        List<Long> retained = new ArrayList<>();
        for (WalRecord record : history) {
            if (!state.wal(record.number()).isRetained()) {
                edit.closeWal(record.closed()).retainWal(record.number(), now);
                retained.add(record.number());
            }
        }
        dropped.forEach(edit::dropWal);
        return new LetGo(dropped, retained);
    }

    /** Without a log there are changes that no history has: it ends with the edit. */
    private static LetGo endWith(List<Long> covered, StoreState state, VersionEdit.Builder edit) {
        List<Long> dropped = new ArrayList<>(covered);
        history(state).forEach(record -> dropped.add(record.number()));
        dropped.forEach(edit::dropWal);
        edit.history(Retention.NONE);
        return new LetGo(dropped, List.of());
    }

    /** Keeps a history from now on, in these limits; one that is kept already goes on, if it fits them. */
    LetGo keep(CommitPipeline commits, long maxBytes, long maxAgeMillis) throws IOException {
        if (wal == null) {
            throw new UnsupportedOperationException("a store without a log keeps no history of changes");
        }
        LetGo[] letGo = new LetGo[1];
        commits.exclusively(sequence -> {
            wal.force();
            letGo[0] = exclusively(() -> apply(sequence, maxBytes, maxAgeMillis));
        });
        return letGo[0];
    }

    /** Lets all history go. */
    LetGo drop() throws IOException {
        return exclusively(() -> {
            VersionEdit.Builder edit = VersionEdit.builder(EditType.HISTORY).history(Retention.NONE);
            List<Long> dropped =
                    history(catalog.state()).stream().map(WalRecord::number).toList();
            dropped.forEach(edit::dropWal);
            catalog.apply(edit.build());
            return new LetGo(dropped, List.of());
        });
    }

    /** Returns what is kept; null if nothing is. */
    History describe() {
        StoreState state = catalog.state();
        Retention kept = state.retention();
        if (!kept.isKept()) {
            return null;
        }
        Duration maxAge = kept.maxAgeMillis() == 0 ? null : Duration.ofMillis(kept.maxAgeMillis());
        return new History(kept.floorSequence() + 1, kept.maxBytes(), maxAge, bytesOf(history(state)));
    }

    private LetGo apply(long sequence, long maxBytes, long maxAgeMillis) throws IOException {
        StoreState state = catalog.state();
        long floor = state.retention().isKept() ? state.retention().floorSequence() : sequence;
        VersionEdit.Builder edit = VersionEdit.builder(EditType.HISTORY);
        List<Long> dropped = new ArrayList<>();
        Retention asked = new Retention(floor, maxBytes, maxAgeMillis);
        edit.history(asked);
        trim(new ArrayList<>(history(state)), asked, edit, dropped);
        dropped.forEach(edit::dropWal);
        catalog.apply(edit.build());
        return new LetGo(dropped, List.of());
    }

    /** Drops the oldest segments of the history until the rest is within the limits. */
    private void trim(List<WalRecord> history, Retention limits, VersionEdit.Builder edit, List<Long> dropped) {
        long bytes = bytesOf(history);
        long oldest = limits.maxAgeMillis() == 0 ? 0 : currentMillis.getAsLong() - limits.maxAgeMillis();
        long floor = limits.floorSequence();
        while (!history.isEmpty()
                && (bytes > limits.maxBytes() || history.get(0).retainedMillis() < oldest)) {
            WalRecord gone = history.remove(0);
            bytes -= gone.segment().sizeBytes();
            floor = Math.max(floor, gone.closed().lastSequence());
            dropped.add(gone.number());
        }
        if (floor > limits.floorSequence()) {
            edit.history(limits.from(floor));
        }
    }

    private static List<WalRecord> history(StoreState state) {
        return state.wals().stream().filter(WalRecord::isRetained).toList();
    }

    private static long bytesOf(List<WalRecord> history) {
        return history.stream().mapToLong(record -> record.segment().sizeBytes()).sum();
    }
}
