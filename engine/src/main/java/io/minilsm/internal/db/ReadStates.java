package io.minilsm.internal.db;

import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.StoreState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The current read state, and the only place where it is replaced. Thread-safe: readers take it without a lock,
 * replacements are serialised.
 */
final class ReadStates {
    private final Tables tables;
    private final Supplier<StoreState> manifest;

    /** Read by any; replaced under this object's lock. Null after close. */
    private volatile ReadState current;

    /** Makes the first state: what was recovered. */
    ReadStates(Tables tables, Supplier<StoreState> manifest, Memtable active, List<Memtable> frozen)
            throws IOException {
        this.tables = tables;
        this.manifest = manifest;
        StoreState state = manifest.get();
        current = new ReadState(active, frozen, state.version(), state.flushedSequence(), tables);
    }

    /** Returns the current state for use, to be released after; null when closed. */
    ReadState acquire() {
        while (true) {
            ReadState state = current;
            if (state == null || state.tryRetain()) {
                return state;
            }
        }
    }

    /** Returns the current state to look at its memtables only; null when closed. */
    ReadState peek() {
        return current;
    }

    /** Freezes the active memtable and puts a new one in its place. The caller holds the commit lock. */
    synchronized void rotate() throws IOException {
        ReadState old = current;
        List<Memtable> frozen = new ArrayList<>();
        frozen.add(old.active());
        frozen.addAll(old.frozen());
        replace(new ReadState(new Memtable(), frozen, old.version(), old.flushedSequence(), tables));
    }

    /** Takes over the manifest's state, without the frozen memtables that it has in tables now. */
    synchronized void install() throws IOException {
        ReadState old = current;
        if (old == null) {
            return;
        }
        StoreState state = manifest.get();
        List<Memtable> frozen = new ArrayList<>(old.frozen());
        frozen.removeIf(memtable -> memtable.largestSequence() <= state.flushedSequence());
        replace(new ReadState(old.active(), frozen, state.version(), state.flushedSequence(), tables));
    }

    /**
     * Takes over the manifest's state with a new memtable in place of the active one, which is empty: who holds an
     * older state sees nothing of what comes behind this one. The caller holds the commit lock.
     */
    synchronized void installApart() throws IOException {
        StoreState state = manifest.get();
        replace(new ReadState(new Memtable(), List.of(), state.version(), state.flushedSequence(), tables));
    }

    /** Ends reading; states in use live on until released. */
    synchronized void close() {
        ReadState old = current;
        current = null;
        if (old != null) {
            old.release();
        }
    }

    private void replace(ReadState next) {
        ReadState old = current;
        current = next;
        old.release();
    }
}
