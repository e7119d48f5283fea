package io.minilsm.internal.compaction;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.ConcatenatingIterator;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.MergingIterator;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Runs one plan: merges its tables into new ones. For one thread, once.
 *
 * <p>Leaves the tables that it reads alone, and changes no version: whoever runs it installs the outputs in the place
 * of {@link CompactionPlan#replaced()}. If it fails or is cancelled, the outputs are removed.
 *
 * <p>Checks on the way that the entries come in order and that as many are read as the tables are known to hold, so
 * that damage which the blocks' checksums cannot show does not spread.
 */
public final class CompactionJob {
    /** Often enough that cancelling and throttling take hold soon, seldom enough to cost nothing. */
    private static final int CHECK_INTERVAL_BYTES = 64 << 10;

    // Constant after construction.
    private final CompactionPlan plan;
    private final CompactionSettings settings;
    private final EntryRetention retention;
    private final TableOpener opener;
    private final CompactionOutputs outputs;
    private final BooleanSupplier cancelled;
    private final LongConsumer throttle;
    private final String inputNames;

    private final List<TableMetadata> finished = new ArrayList<>();
    private CompactionOutput output;
    private int grandparent;
    private long grandparentBytes;
    private boolean mayBeginTable;
    private long entriesRead;
    private long entriesWritten;
    private long entriesOverwritten;

    /**
     * Makes the job.
     *
     * @param snapshots sequences of the live snapshots, ascending; see {@link EntryRetention} for what must be in it
     * @param cancelled asked now and then; once it says yes, the job ends
     * @param throttle told now and then how many bytes of entries were merged since; may wait
     */
    public CompactionJob(
            CompactionPlan plan,
            CompactionSettings settings,
            long[] snapshots,
            TableOpener opener,
            CompactionOutputs outputs,
            BooleanSupplier cancelled,
            LongConsumer throttle) {
        this.plan = plan;
        this.settings = settings;
        this.opener = opener;
        this.outputs = outputs;
        this.cancelled = cancelled;
        this.throttle = throttle;
        inputNames = plan.replaced().stream()
                .map(table -> FileName.table(table.number()))
                .collect(Collectors.joining(","));
        retention = new EntryRetention(snapshots, plan.bottommost(), inputNames);
    }

    /**
     * Runs the plan. A trivial move reads and writes nothing.
     *
     * @return what it came to; empty if it was cancelled
     */
    public Optional<CompactionResult> run() throws IOException {
        if (plan.trivialMove()) {
            return Optional.of(new CompactionResult(plan.inputs(), 0, 0, 0, 0, 0));
        }
        try {
            if (merge()) {
                outputs.sync();
                return Optional.of(result());
            }
        } catch (Throwable e) {
            try {
                abandon();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        abandon();
        return Optional.empty();
    }

    /** Returns whether everything was merged; it was cancelled otherwise. */
    private boolean merge() throws IOException {
        try (InternalIterator merged = openInputs()) {
            long unreported = CHECK_INTERVAL_BYTES;
            for (merged.seekToFirst(); merged.isValid(); merged.next()) {
                if (unreported >= CHECK_INTERVAL_BYTES) {
                    if (cancelled.getAsBoolean()) {
                        return false;
                    }
                    throttle.accept(entriesRead == 0 ? 0 : unreported);
                    unreported = 0;
                }
                unreported += merged.keyLength() + Long.BYTES + merged.valueLength();
                entriesRead++;
                step(merged);
            }
        }
        finishTable();
        if (entriesRead != plan.inputEntries()) {
            throw new CorruptionException(
                    "tables do not hold as many entries as recorded",
                    inputNames,
                    CorruptionException.WHOLE_FILE,
                    "actual=" + entriesRead + ", expected=" + plan.inputEntries());
        }
        return true;
    }

    private InternalIterator openInputs() throws IOException {
        List<InternalIterator> children = new ArrayList<>();
        try {
            if (plan.inputLevel() == 0) {
                for (TableMetadata table : plan.inputs()) {
                    children.add(opener.open(table));
                }
            } else {
                children.add(concatenated(plan.inputs()));
            }
            if (!plan.overlapping().isEmpty()) {
                children.add(concatenated(plan.overlapping()));
            }
            return MergingIterator.of(children);
        } catch (Throwable e) {
            for (InternalIterator child : children) {
                try {
                    child.close();
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw e;
        }
    }

    private InternalIterator concatenated(List<TableMetadata> tables) {
        byte[][] largestKeys = tables.stream().map(TableMetadata::largestKey).toArray(byte[][]::new);
        return new ConcatenatingIterator(largestKeys, index -> opener.open(tables.get(index)));
    }

    private void step(InternalIterator entry) throws IOException {
        byte[] key = entry.keyArray();
        int keyOffset = entry.keyOffset();
        int keyLength = entry.keyLength();
        boolean kept = retention.keeps(key, keyOffset, keyLength, entry.tag());
        mayBeginTable |= retention.isNewKey();
        if (!kept) {
            return;
        }
        if (mayBeginTable && shouldBeginTable(key, keyOffset, keyLength)) {
            finishTable();
        }
        mayBeginTable = false;
        if (output == null) {
            output = outputs.create();
        }
        output.add(
                key,
                keyOffset,
                keyLength,
                entry.tag(),
                entry.valueArray(),
                entry.valueOffset(),
                entry.valueLength());
        entriesWritten++;
        if (retention.isOverwritten()) {
            entriesOverwritten++;
        }
    }

    /**
     * Returns whether the table being written is large enough, or meets so much of the level below it that its own
     * compaction would be large.
     */
    private boolean shouldBeginTable(byte[] key, int offset, int length) {
        List<TableMetadata> grandparents = plan.grandparents();
        while (grandparent < grandparents.size() && isBehind(grandparents.get(grandparent), key, offset, length)) {
            grandparentBytes += output == null ? 0 : grandparents.get(grandparent).sizeBytes();
            grandparent++;
        }
        return output != null
                && (output.estimatedBytes() >= settings.tableFileBytes()
                        || grandparentBytes > settings.maxOverlapBytes());
    }

    private static boolean isBehind(TableMetadata table, byte[] key, int offset, int length) {
        byte[] largest = table.largestKey();
        return Arrays.compareUnsigned(key, offset, offset + length, largest, 0, largest.length) > 0;
    }

    private void finishTable() throws IOException {
        if (output == null) {
            return;
        }
        finished.add(output.finish());
        CompactionOutput closing = output;
        output = null;
        grandparentBytes = 0;
        closing.close();
    }

    private CompactionResult result() {
        long written = 0;
        for (TableMetadata table : finished) {
            written += table.entries();
        }
        assert written == entriesWritten : "outputs hold " + written + " entries, not " + entriesWritten;
        return new CompactionResult(
                finished,
                plan.inputBytes(),
                CompactionPlan.bytes(finished),
                entriesRead,
                entriesWritten,
                entriesOverwritten);
    }

    /** Removes all outputs; tries each. */
    private void abandon() throws IOException {
        IOException failure = null;
        try {
            if (output != null) {
                output.close();
            }
        } catch (IOException e) {
            failure = e;
        }
        for (TableMetadata table : finished) {
            try {
                outputs.discard(table);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
