package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.db.LogRecovery;
import io.minilsm.internal.db.LogSpill;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.MergingIterator;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.sstable.SurvivingEntries;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.SurvivingFrames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Everything of a damaged store that holds, as one walk, and what does not. For one walk forward, by one thread; what
 * is lost of a table is known when the walk has passed it. Owns the tables' files.
 */
final class Survivors implements Closeable {
    /** Where the log's entries go that do not fit into memory; in the directory of the new store. */
    private static final String SPILL = "salvaged-log";

    /** With this share of the heap for the log's entries, three quarters are left for the new store and the rest. */
    private static final int HEAP_SHARE = 8;

    /** A larger memtable makes the walk no faster. */
    private static final long MAX_MEMORY_BYTES = 64L << 20;

    /** A lost piece of a table by scoped keys; both bounds are inclusive. */
    private record Gap(byte[] from, byte[] to, long lastSequence) {
        boolean mayHold(byte[] key, long newerThan) {
            return lastSequence > newerThan && Arrays.compareUnsigned(from, key) <= 0;
        }

        boolean isBefore(byte[] key) {
            return Arrays.compareUnsigned(to, key) < 0;
        }
    }

    private final Map<Integer, String> names;
    private final List<InternalIterator> sources = new ArrayList<>();
    /** Those that the walk has not passed, so few at a time, however many there are. */
    private final List<Gap> gaps = new ArrayList<>();
    private TableMetadata lastGapOf;

    /** What is lost of the log may have been of any key: the newest of it counts. */
    private long lastLostInLog = -1;

    private final Losses losses = new Losses();
    private final List<String> notes = new ArrayList<>();
    private final LogSpill log;
    private InternalIterator entries;

    private Survivors(StoreState state, LogSpill log) {
        names = SpaceKey.names(state.keySpaces());
        this.log = log;
    }

    /**
     * Opens what can be opened of the tables, and reads what holds of the log.
     *
     * @param target a directory for what does not fit into memory
     */
    static Survivors open(Vfs vfs, Path directory, StoreState state, Path target) throws IOException {
        long memoryBytes = Math.min(MAX_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return open(vfs, directory, state, new LogSpill(vfs, target.resolve(SPILL), state.storeId(), memoryBytes));
    }

    /** As the other; closes the spill. */
    static Survivors open(Vfs vfs, Path directory, StoreState state, LogSpill log) throws IOException {
        Survivors survivors = new Survivors(state, log);
        boolean opened = false;
        try {
            survivors.readLog(vfs, directory, state);
            for (TableMetadata table : state.version().tables()) {
                survivors.openTable(vfs, directory, state, table);
            }
            survivors.entries = MergingIterator.of(survivors.sources);
            opened = true;
            return survivors;
        } finally {
            if (!opened) {
                survivors.close();
            }
        }
    }

    /** Returns the walk over all that holds: {@code seekToFirst} and {@code next} only. */
    InternalIterator entries() {
        return entries;
    }

    /** Returns whether a version of the key newer than that sequence may be lost; for the key the walk stands on. */
    boolean mayBeOutdated(byte[] scopedKey, long sequence) {
        if (lastLostInLog > sequence) {
            return true;
        }
        gaps.removeIf(gap -> gap.isBefore(scopedKey));
        for (Gap gap : gaps) {
            if (gap.mayHold(scopedKey, sequence)) {
                return true;
            }
        }
        return false;
    }

    SpaceKey describe(byte[] scopedKey) {
        return SpaceKey.of(scopedKey, names);
    }

    int spaceId(byte[] scopedKey) {
        int id = 0;
        for (int i = 0; i < ScopedKey.prefixLength(scopedKey, 0); i++) {
            id |= (scopedKey[i] & 0x7F) << (7 * i);
        }
        return id;
    }

    Losses losses() {
        return losses;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        List<Closeable> all = new ArrayList<>(sources);
        all.add(log);
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void readLog(Vfs vfs, Path directory, StoreState state) throws IOException {
        try {
            notes.addAll(LogRecovery.replay(vfs, directory, state, log::add));
        } catch (CorruptionException refusal) {
            log.clear();
            LogRecovery.salvage(vfs, directory, state, refusal, log::add, this::loseOfLog);
        }
        if (log.largestSequence() > state.reservation().sequence()) {
            throw new CorruptionException(
                    "manifest is older than the log",
                    FileName.CURRENT,
                    CorruptionException.WHOLE_FILE,
                    "reserved sequence=" + state.reservation().sequence() + ", last sequence in the log="
                            + log.largestSequence());
        }
        sources.addAll(log.iterators());
    }

    private void loseOfLog(SurvivingFrames.Lost each) {
        if (each.isHarmless()) {
            losses.addHarmless(Damage.of(each.damage()));
            return;
        }
        lastLostInLog = Math.max(lastLostInLog, each.lastSequence());
        losses.add(new LostPiece(
                Damage.of(each.damage()), each.lengthBytes(), null, null, each.firstSequence(), each.lastSequence()));
    }

    private void openTable(Vfs vfs, Path directory, StoreState state, TableMetadata table) throws IOException {
        try {
            sources.add(SurvivingEntries.open(
                    vfs,
                    directory,
                    table.number(),
                    state.storeId(),
                    table.sizeBytes(),
                    table.largestSequence(),
                    block -> lose(
                            table,
                            block.damage(),
                            block.storedBytes(),
                            block.from() == null ? table.smallestKey() : block.from(),
                            smaller(block.to(), table.largestKey())),
                    damage -> losses.addHarmless(Damage.of(damage))));
        } catch (CorruptionException e) {
            notes.add("no block of the table can be found: file=" + FileName.table(table.number()));
            lose(table, e, table.sizeBytes(), table.smallestKey(), table.largestKey());
        }
    }

    private void lose(TableMetadata table, CorruptionException damage, long bytes, byte[] from, byte[] to) {
        addGap(new Gap(from, to, table.largestSequence()), table);
        losses.add(new LostPiece(
                Damage.of(damage),
                bytes,
                describe(from),
                describe(to),
                table.smallestSequence(),
                table.largestSequence()));
    }

    /** Blocks in a row are one gap: a table may have lost millions. */
    private void addGap(Gap gap, TableMetadata table) {
        Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
        boolean follows = last != null && lastGapOf == table && Arrays.equals(last.to(), gap.from());
        if (follows) {
            gaps.set(gaps.size() - 1, new Gap(last.from(), gap.to(), gap.lastSequence()));
        } else {
            gaps.add(gap);
        }
        lastGapOf = table;
    }

    private static byte[] smaller(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) < 0 ? a : b;
    }
}
