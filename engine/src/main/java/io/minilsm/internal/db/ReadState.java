package io.minilsm.internal.db;

import io.minilsm.internal.iterator.ConcatenatingIterator;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.MergingIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that a read looks at, at one moment: the active memtable, the frozen ones, the tables. Immutable but for the
 * count of its users, and for the active memtable, which grows. Thread-safe.
 */
final class ReadState {
    private final Memtable active;
    private final List<Memtable> frozen;
    private final Version version;
    private final long flushedSequence;
    private final OpenTable[][] levels;
    private final Tables tables;

    /** One for being the current state, one for each user. */
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Makes a state that holds the version's tables.
     *
     * @param frozen newest first
     * @param flushedSequence everything up to here is in the version's tables
     */
    ReadState(Memtable active, List<Memtable> frozen, Version version, long flushedSequence, Tables tables)
            throws IOException {
        this.active = active;
        this.frozen = List.copyOf(frozen);
        this.version = version;
        this.flushedSequence = flushedSequence;
        this.tables = tables;
        levels = tables.hold(version);
    }

    Memtable active() {
        return active;
    }

    /** Returns the frozen memtables, newest first. */
    List<Memtable> frozen() {
        return frozen;
    }

    Version version() {
        return version;
    }

    long flushedSequence() {
        return flushedSequence;
    }

    /** Starts to use the state; false if its last user has left already. */
    boolean tryRetain() {
        while (true) {
            int count = users.get();
            if (count == 0) {
                return false;
            }
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
        }
    }

    /** Ends a use; the last one lets the tables go. */
    void release() {
        if (users.decrementAndGet() == 0) {
            tables.letGo(levels);
        }
    }

    /** Finds the newest entry of the scoped key at or behind the tag; false if there is none. */
    boolean get(byte[] key, long seekTag, LookupResult result) throws IOException {
        return getInMemory(key, seekTag, result) || getInTables(key, seekTag, result);
    }

    boolean getInMemory(byte[] key, long seekTag, LookupResult result) {
        if (active.get(key, 0, key.length, seekTag, result)) {
            return true;
        }
        for (int i = 0; i < frozen.size(); i++) {
            if (frozen.get(i).get(key, 0, key.length, seekTag, result)) {
                return true;
            }
        }
        return false;
    }

    private boolean getInTables(byte[] key, long seekTag, LookupResult result) throws IOException {
        for (OpenTable table : levels[0]) {
            if (table.metadata().overlaps(key, key) && table.get(key, 0, key.length, seekTag, result)) {
                return true;
            }
        }
        for (int level = 1; level < levels.length; level++) {
            OpenTable table = find(levels[level], key);
            if (table != null && table.get(key, 0, key.length, seekTag, result)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the only table of a sorted level that can hold the key, or null. */
    private static OpenTable find(OpenTable[] level, byte[] key) {
        int low = 0;
        int high = level.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(level[middle].metadata().largestKey(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < level.length && Arrays.compareUnsigned(level[low].metadata().smallestKey(), key) <= 0
                ? level[low]
                : null;
    }

    /**
     * Returns an iterator over everything; the caller closes it.
     *
     * @param sequence what is behind it need not be there
     */
    InternalIterator iterator(long sequence) throws IOException {
        List<InternalIterator> all = new ArrayList<>();
        boolean complete = false;
        try {
            if (active.smallestSequence() <= sequence) {
                all.add(active.iterator());
            }
            for (Memtable memtable : frozen) {
                all.add(memtable.iterator());
            }
            for (OpenTable table : levels[0]) {
                all.add(table.iterator(true));
            }
            for (int level = 1; level < levels.length; level++) {
                if (levels[level].length > 0) {
                    all.add(iterator(levels[level]));
                }
            }
            complete = true;
            return MergingIterator.of(all);
        } finally {
            if (!complete) {
                Failures.closeAll(all.toArray(Closeable[]::new));
            }
        }
    }

    private static InternalIterator iterator(OpenTable[] level) throws IOException {
        if (level.length == 1) {
            return level[0].iterator(true);
        }
        byte[][] fences = new byte[level.length][];
        for (int i = 0; i < fences.length; i++) {
            fences[i] = level[i].metadata().largestKey();
        }
        return new ConcatenatingIterator(fences, i -> level[i].iterator(true));
    }

    /** Returns the open table of the version. */
    OpenTable table(TableMetadata metadata) {
        return tables.get(metadata.number());
    }
}
