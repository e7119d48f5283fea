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
final class LostTableIterator extends InternalIterator {
    /** Throws what is wrong with the table. */
    @FunctionalInterface
    interface Refusal {
        void run() throws CorruptionException;
    }

    private final TableMetadata table;
    private final Refusal refusal;

    private boolean atSmallest;

    LostTableIterator(TableMetadata table, Refusal refusal) {
        this.table = table;
        this.refusal = refusal;
    }

    @Override
    public void seekToFirst() {
        stand(table.smallestKey(), true);
    }

    @Override
    public void seekToLast() {
        stand(table.largestKey(), false);
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws CorruptionException {
        standOnNone();
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
        standOnNone();
        if (intoTable) {
            refusal.run();
        }
    }

    /** From the largest key the walk would go into the table; before the smallest key there is nothing. */
    @Override
    public void prev() throws CorruptionException {
        boolean intoTable = !atSmallest;
        standOnNone();
        if (intoTable) {
            refusal.run();
        }
    }

    @Override
    public void close() {
        standOnNone();
    }

    /** The tag is before or behind those of all entries; as a sequence, invisible or of no value. */
    private void stand(byte[] bound, boolean smallest) {
        atSmallest = smallest;
        standOnKey(bound, 0, bound.length, smallest ? Tag.NEWEST : 0);
        setValue(Bytes.EMPTY, 0, 0);
    }

    private static int compare(byte[] bound, byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(bound, 0, bound.length, key, offset, offset + length);
    }
}
