package io.minilsm.internal.db;

import io.minilsm.api.ConflictException;
import io.minilsm.api.Range;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.compaction.CompactionOutput;
import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.EditType;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes sorted plain entries to tables past log and memtable, and adds all of them to the version in one edit.
 *
 * <p>The tables are written before their place in the order of writes is known, so their entries carry sequence 0; the
 * edit, made while no write can come between, gives them all the one sequence of that moment. For one thread.
 */
final class BulkLoad {
    private static final Logger LOG = System.getLogger("io.minilsm");

    private final CompactionOutputs files;
    private final long tableFileBytes;
    private final RunningCalls calls;
    private final List<TableMetadata> tables = new ArrayList<>();
    private byte[] lastKey;

    BulkLoad(CompactionOutputs files, long tableFileBytes, RunningCalls calls) {
        this.files = files;
        this.calls = calls;
        this.tableFileBytes = tableFileBytes;
    }

    /** Writes the entries to tables that no version names yet; returns how many there were. */
    long write(Iterator<Map.Entry<byte[], byte[]>> sortedEntries) throws IOException {
        long count = 0;
        boolean written = false;
        CompactionOutput writer = null;
        try {
            while (sortedEntries.hasNext()) {
                Map.Entry<byte[], byte[]> entry = sortedEntries.next();
                calls.requireOpen(); // Closing waits for one more entry, not for all that are to come.
                byte[] key = checkedKey(entry.getKey(), count);
                WriteBatch.checkValue(entry.getValue());
                if (writer == null) {
                    writer = files.create();
                }
                byte[] value = entry.getValue();
                writer.add(key, 0, key.length, Tag.of(0, EntryKind.PUT), value, 0, value.length);
                lastKey = key;
                count++;
                if (writer.estimatedBytes() >= tableFileBytes) {
                    tables.add(writer.finish());
                    writer = null;
                }
            }
            if (writer != null) {
                tables.add(writer.finish());
                writer = null;
            }
            files.sync();
            written = true;
            return count;
        } finally {
            if (writer != null) {
                writer.close();
            }
            if (!written) {
                discard();
            }
        }
    }

    /** Removes the tables that are still this load's: no edit has named them. */
    void discard() {
        for (TableMetadata table : tables) {
            try {
                files.discard(table);
            } catch (IOException e) {
                // It only takes space, and the next opening tries again.
                LOG.log(Logger.Level.WARNING, "table not removed: file=" + FileName.table(table.number()), e);
            }
        }
        tables.clear();
    }

    /**
     * Returns the edit that adds the tables, for a version that holds everything written before, and no value in their
     * range of keys.
     */
    VersionEdit edit(Version version, long sequence) {
        byte[] from = tables.get(0).smallestKey();
        int level = lowestFreeLevel(version, from, lastKey);
        VersionEdit.Builder edit = VersionEdit.builder(EditType.BULK_LOAD).flushedSequence(sequence);
        tablesAt(sequence).forEach(table -> edit.addTable(level, table));
        return edit.build();
    }

    /** Returns the tables, with the sequence that all their entries get; they are the caller's from now on. */
    List<TableMetadata> handOver(long sequence) {
        List<TableMetadata> handedOver = tablesAt(sequence);
        tables.clear();
        return handedOver;
    }

    private List<TableMetadata> tablesAt(long sequence) {
        return tables.stream()
                .map(table -> new TableMetadata(
                        table.number(),
                        table.sizeBytes(),
                        table.smallestKey(),
                        table.largestKey(),
                        sequence,
                        sequence,
                        table.entries(),
                        table.deletes(),
                        table.checksum()))
                .toList();
    }

    /** Throws if the state holds a value in the range of keys; takes over a use of the state. */
    void requireFree(ReadState state, long visibleSequence) throws IOException {
        byte[] from = tables.get(0).smallestKey();
        RunningCalls calls = new RunningCalls(null);
        try (StoreCursor cursor = new StoreCursor(
                state,
                state.iterator(Tag.MAX_SEQUENCE),
                ScopedKey.PLAIN_SPACE,
                Range.atLeast(ScopedKey.userKey(from, 0, from.length)),
                visibleSequence,
                calls,
                () -> {})) {
            if (cursor.seekToFirst()
                    && Arrays.compareUnsigned(ScopedKey.of(ScopedKey.PLAIN_SPACE, cursor.key()), lastKey) <= 0) {
                throw new ConflictException("range of the bulk load is not empty: first key found=0x"
                        + HexFormat.of().formatHex(cursor.key()));
            }
        }
    }

    /** Returns the lowest level above which, and on which, nothing meets the range: no older version may lie higher. */
    private static int lowestFreeLevel(Version version, byte[] from, byte[] to) {
        int level = 0;
        while (level + 1 < Version.LEVELS
                && version.overlapping(level, from, to).isEmpty()
                && version.overlapping(level + 1, from, to).isEmpty()) {
            level++;
        }
        return level;
    }

    private byte[] checkedKey(byte[] key, long index) {
        WriteBatch.checkKey(key);
        byte[] scoped = ScopedKey.of(ScopedKey.PLAIN_SPACE, key);
        if (lastKey != null && Arrays.compareUnsigned(lastKey, scoped) >= 0) {
            throw new IllegalArgumentException("keys of a bulk load must be strictly ascending: index=" + index);
        }
        return scoped;
    }
}
