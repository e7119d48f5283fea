package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
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
 *
 * <p>In a store that is only read, a table that cannot be opened is held all the same: every read that comes to its
 * range of keys throws what is wrong with it.
 */
final class OpenTable {
    private final TableMetadata metadata;
    private final TableReader reader; // Null if it could not be opened.
    private final boolean loadedInBulk;
    private final CorruptionException damage; // Null if it could.

    // Guarded by the lock of Tables.
    private int holders;

    OpenTable(TableMetadata metadata, TableReader reader, boolean loadedInBulk) {
        this.metadata = metadata;
        this.reader = reader;
        this.loadedInBulk = loadedInBulk;
        damage = null;
    }

    /** Makes a table that could not be opened. */
    OpenTable(TableMetadata metadata, CorruptionException damage) {
        this.metadata = metadata;
        this.damage = damage;
        reader = null;
        loadedInBulk = false;
    }

    TableMetadata metadata() {
        return metadata;
    }

    TableReader reader() {
        return reader;
    }

    boolean get(byte[] key, int offset, int length, long seekTag, LookupResult result) throws IOException {
        requireOpened();
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
        if (damage != null) {
            return new LostTableIterator(metadata, this::requireOpened);
        }
        InternalIterator entries = reader.iterator(fillCache);
        return loadedInBulk ? new BulkTableIterator(entries, metadata.largestSequence()) : entries;
    }

    /** Closes the file, if there is one. */
    void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private void requireOpened() throws CorruptionException {
        if (damage != null) {
            // A new one for each read: the stack is the reader's.
            throw new CorruptionException(
                    "table cannot be opened",
                    damage.file(),
                    damage.offset(),
                    "sequences=" + metadata.smallestSequence() + ".." + metadata.largestSequence() + ", cause="
                            + damage.getMessage(),
                    damage);
        }
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
