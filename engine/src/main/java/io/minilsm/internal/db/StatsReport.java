package io.minilsm.internal.db;

import io.minilsm.api.StoreStats;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.util.ArrayList;
import java.util.List;

/** Gathers a store's figures. Stateless. */
final class StatsReport {
    private StatsReport() {}

    /** Returns the figures of now; {@code writeSide} is null for a store that is only read. */
    static StoreStats of(ReadSide readSide, WriteSide writeSide) {
        Counters counters = readSide.counters;
        ReadState state = readSide.reads.acquire();
        try {
            long memtableBytes = state.active().memoryBytes();
            for (Memtable frozen : state.frozen()) {
                memtableBytes += frozen.memoryBytes();
            }
            boolean hasLog = writeSide != null && writeSide.wal != null;
            return new StoreStats(
                    readSide.visible.get(),
                    writeSide == null ? readSide.visible.get() : writeSide.durableSequence(),
                    counters.writes.sum(),
                    counters.entriesWritten.sum(),
                    counters.bytesWritten.sum(),
                    counters.gets.sum(),
                    hasLog ? writeSide.wal.forceCount() : 0,
                    hasLog ? writeSide.wal.liveBytes() : 0,
                    memtableBytes,
                    state.frozen().size(),
                    counters.flushes.sum(),
                    counters.flushedBytes.sum(),
                    counters.compactions.sum(),
                    counters.compactionReadBytes.sum(),
                    counters.compactionWrittenBytes.sum(),
                    readSide.cache.bytes(),
                    readSide.cache.hits(),
                    readSide.cache.misses(),
                    counters.stallNanos.sum(),
                    readSide.snapshots.count(),
                    counters.openCursors.get(),
                    levels(state.version()));
        } finally {
            state.release();
        }
    }

    private static List<StoreStats.Level> levels(Version version) {
        List<StoreStats.Level> levels = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            List<TableMetadata> tables = version.level(level);
            long entries = tables.stream().mapToLong(TableMetadata::entries).sum();
            levels.add(new StoreStats.Level(level, tables.size(), version.levelBytes(level), entries));
        }
        return levels;
    }
}
