package io.minilsm.internal.db;

import io.minilsm.api.Options;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.version.StoreState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The parts of an open store that reading needs, read-only or not. Thread-safe. Owns the open tables. */
final class ReadSide implements Closeable {
    // Constant after construction.
    final RunningCalls calls;
    final Counters counters = new Counters();
    final VisibleSequence visible;
    final BlockCache cache;
    final Tables tables;
    final ReadStates states;
    final SnapshotList snapshots;
    final Reads reads;

    /**
     * Opens the tables of the state.
     *
     * @param obsoleteFiles removes tables that nobody holds any more
     * @param manifest where the current state is asked for
     * @param active the recovered memtable that goes on growing
     * @param frozen recovered memtables that are full, newest first
     * @param recoveredSequence the last sequence recovered
     * @param holdsDamaged whether a table that cannot be opened fails the reads that need it, not the opening
     */
    ReadSide(
            Environment environment,
            Path directory,
            Options options,
            ObsoleteFiles obsoleteFiles,
            Supplier<StoreState> manifest,
            Memtable active,
            List<Memtable> frozen,
            long recoveredSequence,
            boolean holdsDamaged)
            throws IOException {
        calls = new RunningCalls(directory);
        visible = new VisibleSequence(recoveredSequence);
        cache = new BlockCache(options.blockCacheBytes());
        tables = new Tables(
                environment.vfs(),
                directory,
                manifest.get().storeId(),
                cache,
                obsoleteFiles,
                holdsDamaged);
        snapshots = new SnapshotList(visible::get);
        boolean opened = false;
        try {
            states = new ReadStates(tables, manifest, active, frozen);
            opened = true;
        } finally {
            if (!opened) {
                tables.close();
            }
        }
        reads = new Reads(states, snapshots, visible::get, calls, counters);
    }

    /** Closes the tables; who still reads gets a clean error. The calls were closed before. */
    @Override
    public void close() throws IOException {
        tables.close();
        states.close();
    }
}
