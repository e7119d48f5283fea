package io.minilsm.internal.db;

import io.minilsm.api.Snapshot;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The open snapshots. Thread-safe.
 *
 * <p>A snapshot's sequence is read and registered under one lock, the same under which a compaction or flush reads the
 * list: what they then drop is older than the newest version of its key at that moment, which any snapshot taken later
 * still sees.
 */
final class SnapshotList {
    private static final long[] NONE = {};

    private final LongSupplier visibleSequence;

    // Guarded by this: how many snapshots stand at each sequence.
    private final TreeMap<Long, Integer> counts = new TreeMap<>();
    private int open;

    /** Told when a snapshot was closed; set while the store is being opened. */
    private volatile Runnable onRelease = () -> {};

    SnapshotList(LongSupplier visibleSequence) {
        this.visibleSequence = visibleSequence;
    }

    /** Sets what runs after a snapshot was closed: compactions may drop now what it needed. */
    void onRelease(Runnable told) {
        onRelease = told;
    }

    synchronized PinnedSnapshot take() {
        long sequence = visibleSequence.getAsLong();
        counts.merge(sequence, 1, Integer::sum);
        open++;
        return new PinnedSnapshot(this, sequence);
    }

    /** Returns the sequences that snapshots stand at, ascending. */
    synchronized long[] sequences() {
        return open == 0 ? NONE : counts.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    synchronized int count() {
        return open;
    }

    private synchronized void release(long sequence) {
        counts.computeIfPresent(sequence, (at, count) -> count == 1 ? null : count - 1);
        open--;
    }

    /** A snapshot of one store. */
    static final class PinnedSnapshot implements Snapshot {
        private final SnapshotList list;
        private final long sequence;
        private final AtomicBoolean closed = new AtomicBoolean();

        private PinnedSnapshot(SnapshotList list, long sequence) {
            this.list = list;
            this.sequence = sequence;
        }

        boolean isOf(SnapshotList other) {
            return list == other;
        }

        boolean isClosed() {
            return closed.get();
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                list.release(sequence);
                list.onRelease.run();
            }
        }
    }
}
