package io.minilsm.internal.memtable;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The newest entries, sorted in memory. One thread adds at a time (the caller's lock sees to that); any number looks up
 * and walks without locks.
 *
 * <p>What {@link #add} has put in is seen by every lookup, and by every iterator positioned, after it; a caller that
 * must not see an entry yet seeks with a smaller tag. An entry is never changed or removed: the memtable is dropped as
 * a whole once it is flushed and nobody reads it.
 */
public final class Memtable {
    private static final VarHandle FIGURES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int COUNT = 0;
    private static final int MEMORY = 1;
    private static final int SMALLEST_SEQUENCE = 2;
    private static final int LARGEST_SEQUENCE = 3;

    /** This object, the tree's and the slabs' without what grows. */
    private static final int FIXED_BYTES = 700;

    // Constant after construction.
    private final Slabs slabs = new Slabs();
    private final EntryTree tree = new EntryTree(slabs);

    // Written by the adding thread only; read by any. An array, so that releasing a figure costs no fence.
    private final long[] figures = new long[4];

    /** Makes an empty memtable, which takes about a kilobyte. */
    public Memtable() {
        figures[SMALLEST_SEQUENCE] = Long.MAX_VALUE;
        figures[MEMORY] = FIXED_BYTES + tree.memoryBytes();
    }

    /**
     * Copies an entry in. The internal key must not be there yet.
     *
     * @param spaceId the key space
     * @param array holds key and value
     * @param keyOffset index of the user's key
     * @param keyLength length of the user's key in bytes
     * @param valueOffset index of the value
     * @param valueLength length of the value in bytes
     * @param tag sequence and kind
     */
    public void add(
            int spaceId, byte[] array, int keyOffset, int keyLength, int valueOffset, int valueLength, long tag) {
        tree.insert(slabs.append(spaceId, array, keyOffset, keyLength, valueOffset, valueLength, tag));
        long sequence = Tag.sequence(tag);
        if (sequence < figures[SMALLEST_SEQUENCE]) {
            FIGURES.setRelease(figures, SMALLEST_SEQUENCE, sequence);
        }
        if (sequence > figures[LARGEST_SEQUENCE]) {
            FIGURES.setRelease(figures, LARGEST_SEQUENCE, sequence);
        }
        FIGURES.setRelease(figures, MEMORY, FIXED_BYTES + slabs.capacityBytes() + tree.memoryBytes());
        FIGURES.setRelease(figures, COUNT, figures[COUNT] + 1);
    }

    /**
     * Looks up the first entry of exactly this scoped key whose tag is at most {@code seekTag}. Allocates nothing. The
     * value's array stays as it is for as long as the result is held.
     *
     * @return whether there is one; it is then in {@code result}, which is left alone otherwise
     */
    public boolean get(byte[] key, int offset, int length, long seekTag, LookupResult result) {
        Leaf leaf = tree.leafOf(key, offset, length, seekTag);
        long order = leaf.order();
        int position = leaf.find(slabs, order, key, offset, length, seekTag);
        if (position == Leaf.count(order)) {
            leaf = leaf.next();
            if (leaf == null) {
                return false;
            }
            order = leaf.order();
            position = 0;
        }
        long address = leaf.address(order, position);
        if (!slabs.hasKey(address, key, offset, length)) {
            return false;
        }
        byte[] slab = slabs.slab(address);
        int at = (int) address;
        int valueOffset = Slabs.keyOffset(at) + length;
        result.set(Slabs.tag(slab, at), slab, valueOffset, Slabs.valueLength(Slabs.lengths(slab, at)));
        return true;
    }

    /** Returns an iterator over the entries, which may be used while entries are added. */
    public InternalIterator iterator() {
        return new MemtableIterator(slabs, tree);
    }

    /** Returns the bytes of memory taken, used or not. */
    public long memoryBytes() {
        return figure(MEMORY);
    }

    /** Returns the number of entries. */
    public long count() {
        return figure(COUNT);
    }

    /** Returns whether there is no entry. */
    public boolean isEmpty() {
        return count() == 0;
    }

    /** Returns the smallest sequence of an entry; {@code Long.MAX_VALUE} if there is none. */
    public long smallestSequence() {
        return figure(SMALLEST_SEQUENCE);
    }

    /** Returns the largest sequence of an entry; 0 if there is none. */
    public long largestSequence() {
        return figure(LARGEST_SEQUENCE);
    }

    private long figure(int index) {
        return (long) FIGURES.getAcquire(figures, index);
    }
}
