package io.minilsm.api;

import java.util.List;

/**
 * Figures of a store at one moment. Counts are since it was opened unless they say otherwise.
 *
 * @param visibleSequence sequence of the last write that readers see
 * @param durableSequence sequence up to which everything was forced by this process
 * @param writes batches written
 * @param entriesWritten puts and deletes written
 * @param bytesWritten bytes of keys and values written
 * @param gets point reads
 * @param walForces forces of the log
 * @param walBytes bytes in live log segments now
 * @param memtableBytes bytes of memory in memtables now
 * @param frozenMemtables memtables that wait for their flush now
 * @param flushes flushes done
 * @param flushedBytes table bytes written by flushes
 * @param compactions compactions done
 * @param compactionReadBytes table bytes read by compactions
 * @param compactionWrittenBytes table bytes written by compactions
 * @param cacheBytes bytes in the block cache now
 * @param cacheHits block reads answered by the cache
 * @param cacheMisses block reads that went to the file
 * @param stallNanos time that writers were slowed or stopped
 * @param openSnapshots snapshots open now
 * @param openCursors cursors open now
 * @param levels the tables, by level from 0 down
 */
public record StoreStats(
        long visibleSequence,
        long durableSequence,
        long writes,
        long entriesWritten,
        long bytesWritten,
        long gets,
        long walForces,
        long walBytes,
        long memtableBytes,
        int frozenMemtables,
        long flushes,
        long flushedBytes,
        long compactions,
        long compactionReadBytes,
        long compactionWrittenBytes,
        long cacheBytes,
        long cacheHits,
        long cacheMisses,
        long stallNanos,
        int openSnapshots,
        int openCursors,
        List<Level> levels) {

    /**
     * The tables of one level.
     *
     * @param level 0 is the newest
     * @param tables number of tables
     * @param bytes size of their files
     * @param entries number of their entries, deletes and overwritten versions included
     */
    public record Level(int level, int tables, long bytes, long entries) {}

    /** Returns the bytes of all tables. */
    public long tableBytes() {
        return levels.stream().mapToLong(Level::bytes).sum();
    }
}
