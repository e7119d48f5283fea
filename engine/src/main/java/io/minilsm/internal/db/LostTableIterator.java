package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.TableMetadata;
import java.util.Arrays;

/**
 * Stands in for the iterator of a table that cannot be opened, so that a walk works up to the table's range of keys and
 * behind it, and throws in it. Outside the range it stands on a bound that no reader sees, first or last of all
 * versions of its key; a walk that comes there and steps on learns what is wrong. For one thread at a time.
 */
final class LostTableIterator implements InternalIterator {
    /** Throws what is wrong with the table. */
    @FunctionalInterface
    interface Refusal {
        void run() throws CorruptionException;
    }

    private final TableMetadata table;
    private final Refusal refusal;

    /** The bound on which the iterator stands; null if on none. */
    private byte[] bound;

    private boolean atSmallest;

    LostTableIterator(TableMetadata table, Refusal refusal) {
        this.table = table;
        this.refusal = refusal;
    }

    @Override
    public boolean isValid() {
        return bound != null;
    }

    @Override
    public void seekToFirst() {
        bound = table.smallestKey();
        atSmallest = true;
    }

    @Override
    public void seekToLast() {
        bound = table.largestKey();
        atSmallest = false;
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws CorruptionException {
        bound = null;
        if (compare(table.largestKey(), key, offset, length) < 0) {
            return;
        }
        int order = compare(table.smallestKey(), key, offset, length);
        if (order < 0 || order == 0 && tag != Tag.NEWEST) {
            refusal.run();
        }
        seekToFirst();
    }

    /** From the smallest key the walk would go into the table; behind the largest key there is nothing. */
    @Override
    public void next() throws CorruptionException {
        boolean intoTable = atSmallest;
        bound = null;
        if (intoTable) {
            refusal.run();
        }
    }

    /** From the largest key the walk would go into the table; before the smallest key there is nothing. */
    @Override
    public void prev() throws CorruptionException {
        boolean intoTable = !atSmallest;
        bound = null;
        if (intoTable) {
            refusal.run();
        }
    }

    @Override
    public byte[] keyArray() {
        return bound;
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return bound.length;
    }

    /** Before or behind the tags of all entries; as a sequence, invisible or of no value. */
    @Override
    public long tag() {
        return atSmallest ? Tag.NEWEST : 0;
    }

    @Override
    public byte[] valueArray() {
        return Bytes.EMPTY;
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return 0;
    }

    @Override
    public void close() {
        bound = null;
    }

    private static int compare(byte[] bound, byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(bound, 0, bound.length, key, offset, offset + length);
    }
}
