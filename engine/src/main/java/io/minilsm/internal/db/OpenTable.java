package io.minilsm.internal.db;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;

/**
 * A table that is open for reading, counted by the read states that hold it. Thread-safe.
 *
 * <p>A table that was loaded in bulk was written before its place in the order of writes was known: its entries carry
 * sequence 0 in the file, and the one sequence that the manifest gives it counts for all of them.
 */
final class OpenTable {
    private final TableMetadata metadata;
    private final TableReader reader;
    private final boolean loadedInBulk;

    // Guarded by the lock of Tables.
    private int holders;

    OpenTable(TableMetadata metadata, TableReader reader, boolean loadedInBulk) {
        this.metadata = metadata;
        this.reader = reader;
        this.loadedInBulk = loadedInBulk;
    }

    TableMetadata metadata() {
        return metadata;
    }

    TableReader reader() {
        return reader;
    }

    boolean get(byte[] key, int offset, int length, long seekTag, LookupResult result) throws IOException {
        if (!loadedInBulk) {
            return reader.get(key, offset, length, seekTag, result);
        }
        long sequence = metadata.largestSequence();
        if (sequence > Tag.sequence(seekTag) || !reader.get(key, offset, length, Tag.NEWEST, result)) {
            return false;
        }
        result.set(
                Tag.of(sequence, Tag.kind(result.tag())),
                result.valueArray(),
                result.valueOffset(),
                result.valueLength());
        return true;
    }

    InternalIterator iterator(boolean fillCache) throws IOException {
        InternalIterator entries = reader.iterator(fillCache);
        return loadedInBulk ? new BulkTableIterator(entries, metadata.largestSequence()) : entries;
    }

    int hold() {
        return ++holders;
    }

    boolean isHeld() {
        return holders > 0;
    }

    int letGo() {
        return --holders;
    }
}
