package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.db.LogRecovery;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.MergingIterator;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.memtable.Memtable;
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

    /** What is lost of the log may have been of any key: the newest of it counts. */
    private long lastLostInLog = -1;

    private final List<LostPiece> lost = new ArrayList<>();
    private final List<Damage> harmless = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private InternalIterator entries;

    private Survivors(StoreState state) {
        names = SpaceKey.names(state.keySpaces());
    }

    /** Opens what can be opened of the tables, and reads what holds of the log. */
    static Survivors open(Vfs vfs, Path directory, StoreState state) throws IOException {
        Survivors survivors = new Survivors(state);
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

    List<LostPiece> lost() {
        return lost;
    }

    List<Damage> harmless() {
        return harmless;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (InternalIterator source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void readLog(Vfs vfs, Path directory, StoreState state) throws IOException {
        Memtable memtable = new Memtable();
        try {
            notes.addAll(LogRecovery.replay(vfs, directory, state, memtable));
        } catch (CorruptionException refusal) {
            memtable = new Memtable();
            for (SurvivingFrames.Lost each : LogRecovery.salvage(vfs, directory, state, refusal, memtable)) {
                if (each.isHarmless()) {
                    harmless.add(Damage.of(each.damage()));
                } else {
                    lastLostInLog = Math.max(lastLostInLog, each.lastSequence());
                    lost.add(new LostPiece(
                            Damage.of(each.damage()),
                            each.lengthBytes(),
                            null,
                            null,
                            each.firstSequence(),
                            each.lastSequence()));
                }
            }
        }
        sources.add(memtable.iterator());
        if (memtable.largestSequence() > state.reservation().sequence()) {
            throw new CorruptionException(
                    "manifest is older than the log",
                    FileName.CURRENT,
                    CorruptionException.WHOLE_FILE,
                    "reserved sequence=" + state.reservation().sequence() + ", last sequence in the log="
                            + memtable.largestSequence());
        }
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
                    damage -> harmless.add(Damage.of(damage))));
        } catch (CorruptionException e) {
            notes.add("no block of the table can be found: file=" + FileName.table(table.number()));
            lose(table, e, table.sizeBytes(), table.smallestKey(), table.largestKey());
        }
    }

    private void lose(TableMetadata table, CorruptionException damage, long bytes, byte[] from, byte[] to) {
        gaps.add(new Gap(from, to, table.largestSequence()));
        lost.add(new LostPiece(
                Damage.of(damage),
                bytes,
                describe(from),
                describe(to),
                table.smallestSequence(),
                table.largestSequence()));
    }

    private static byte[] smaller(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) < 0 ? a : b;
    }
}
