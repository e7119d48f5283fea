package io.minilsm.internal.db;

import io.minilsm.internal.compaction.CompactionOutput;
import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.compaction.EntryRetention;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.util.List;

/**
 * Writes one frozen memtable to a table of level 0. The order is what makes it safe: table forced, directory forced,
 * one manifest edit that adds the table, raises the flushed sequence and drops the log segments below it (F1, M1); only
 * then are memtable and segments let go (F2).
 *
 * <p>For the flush thread.
 */
final class FlushJob {
    private final ReadStates states;
    private final Installation installation;
    private final CompactionOutputs files;
    private final Catalog catalog;
    private final LogHistory history;

    FlushJob(
            ReadStates states,
            Installation installation,
            CompactionOutputs files,
            Catalog catalog,
            LogHistory history) {
        this.states = states;
        this.installation = installation;
        this.files = files;
        this.catalog = catalog;
        this.history = history;
    }

    /**
     * What a flush did.
     *
     * @param tableBytes size of the table written
     * @param letGo the log segments that recovery needs no more
     */
    record Result(long tableBytes, LogHistory.LetGo letGo) {}

    /**
     * Runs the flush.
     *
     * @param snapshots the open snapshots' sequences, ascending: versions that only they see are kept
     */
    Result run(Memtable memtable, long[] snapshots) throws IOException {
        long flushedSequence = memtable.largestSequence();
        history.prepareFlush(flushedSequence);
        TableMetadata table = writeTable(memtable, snapshots);
        return history.exclusively(() -> install(table, flushedSequence));
    }

    private Result install(TableMetadata table, long flushedSequence) throws IOException {
        List<Long> coveredWals = catalog.coveredBy(flushedSequence);
        VersionEdit.Builder edit =
                VersionEdit.builder(EditType.FLUSH).addTable(0, table).flushedSequence(flushedSequence);
        LogHistory.LetGo letGo = history.letGo(coveredWals, edit);
        installation.run(edit.build(), List.of(table), states::install);
        return new Result(table.sizeBytes(), letGo);
    }

    private TableMetadata writeTable(Memtable memtable, long[] snapshots) throws IOException {
        EntryRetention retention = new EntryRetention(snapshots, false, "memtable");
        try (CompactionOutput table = files.create();
                InternalIterator entries = memtable.iterator()) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                if (retention.keeps(entries.keyArray(), entries.keyOffset(), entries.keyLength(), entries.tag())) {
                    table.add(
                            entries.keyArray(),
                            entries.keyOffset(),
                            entries.keyLength(),
                            entries.tag(),
                            entries.valueArray(),
                            entries.valueOffset(),
                            entries.valueLength());
                }
            }
            TableMetadata metadata = table.finish();
            files.sync();
            return metadata;
        }
    }
}
