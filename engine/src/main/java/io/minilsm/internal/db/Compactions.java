package io.minilsm.internal.db;

import io.minilsm.api.Options;
import io.minilsm.internal.compaction.CompactionJob;
import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.compaction.CompactionPicker;
import io.minilsm.internal.compaction.CompactionPlan;
import io.minilsm.internal.compaction.CompactionResult;
import io.minilsm.internal.compaction.CompactionSettings;
import io.minilsm.internal.compaction.RangeCompaction;
import io.minilsm.internal.sstable.TableProperties;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Runs compactions, one at a time: takes the version, lets a plan be picked, runs it, and puts the outputs in the
 * inputs' place by one edit (M1). For the holder of the levels' lock; only {@link #cancel} is for any thread.
 */
final class Compactions {
    private final ReadSide readSide;
    private final Installation installation;
    private final CompactionOutputs files;
    private final CompactionSettings settings;
    private final CompactionPicker picker;
    private volatile boolean cancelled;

    Compactions(ReadSide readSide, Installation installation, CompactionOutputs files, Options options) {
        this.readSide = readSide;
        this.installation = installation;
        this.files = files;
        settings = CompactionSettings.of(options);
        picker = new CompactionPicker(settings, this::overwrittenEntries);
    }

    /** How to pick the next plan for a version. */
    @FunctionalInterface
    private interface Pick {
        CompactionPlan pick(Version version, long oldestSnapshot);
    }

    /** Runs the most urgent compaction; returns false if no level needs one. */
    boolean runUrgent() throws IOException {
        return run(picker::pick);
    }

    /** Runs what is due in a store that is not written to; returns false if nothing is. */
    boolean runAtRest() throws IOException {
        return run(picker::pickAtRest);
    }

    /** Starts a compaction of all there is between two scoped keys. */
    RangeCompaction range(byte[] from, byte[] to) {
        ReadState state = readSide.reads.acquire();
        try {
            return picker.range(state.version(), from, to);
        } finally {
            state.release();
        }
    }

    /** Runs the next plan of the range; returns false at its end. */
    boolean runNext(RangeCompaction range) throws IOException {
        return run(range::next);
    }

    /** Ends the compaction that runs, soon, without a result. */
    void cancel() {
        cancelled = true;
    }

    private boolean run(Pick pick) throws IOException {
        ReadState state = readSide.states.acquire();
        if (state == null || cancelled) {
            if (state != null) {
                state.release();
            }
            return false;
        }
        try {
            long[] snapshots = readSide.snapshots.sequences();
            long oldest = snapshots.length == 0 ? CompactionPicker.NO_SNAPSHOT : snapshots[0];
            CompactionPlan plan = pick.pick(state.version(), oldest);
            return plan != null && run(plan, snapshots);
        } finally {
            state.release();
        }
    }

    private boolean run(CompactionPlan plan, long[] snapshots) throws IOException {
        CompactionJob job = new CompactionJob(
                plan,
                settings,
                snapshots,
                table -> readSide.tables.get(table.number()).iterator(false),
                files,
                () -> cancelled,
                bytes -> {});
        Optional<CompactionResult> result = job.run();
        if (result.isEmpty()) {
            return false;
        }
        VersionEdit.Builder edit = VersionEdit.builder(EditType.COMPACTION);
        plan.inputs().forEach(table -> edit.deleteTable(plan.inputLevel(), table.number()));
        plan.overlapping().forEach(table -> edit.deleteTable(plan.outputLevel(), table.number()));
        result.get().outputs().forEach(table -> edit.addTable(plan.outputLevel(), table));
        installation.run(
                edit.build(),
                plan.trivialMove() ? List.of() : result.get().outputs(),
                readSide.states::install);
        readSide.counters.compactions.increment();
        readSide.counters.compactionReadBytes.add(result.get().bytesRead());
        readSide.counters.compactionWrittenBytes.add(result.get().bytesWritten());
        return true;
    }

    /** Returns how many entries of the table stand behind a newer one of their key; negative if it is not open. */
    private long overwrittenEntries(TableMetadata table) {
        OpenTable open = readSide.tables.get(table.number());
        if (open == null) {
            return -1;
        }
        TableProperties properties = open.reader().properties();
        return properties.entries() - properties.keys();
    }
}
