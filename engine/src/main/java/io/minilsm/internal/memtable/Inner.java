package io.minilsm.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A node above the leaves: children and the entries that separate them. One thread changes it; any number reads.
 *
 * <p>Separators and the number of children never change; a child may be replaced by another of the same fences. A node
 * that must grow is replaced by a new one. Separator i is the first internal key of child i + 1. As in a {@link Leaf},
 * heads are taken behind the bytes that all keys between the node's fences share.
 */
final class Inner {
    /** Larger makes the tree flatter and the copy at each split of a child longer. Not tuned by measurement. */
    static final int CAPACITY = 48;

    private static final VarHandle CHILDREN = MethodHandles.arrayElementVarHandle(Object[].class);

    // Constant after construction.
    final long low;
    final long high;
    private final int skip;
    private final long[] heads;
    private final long[] separators;
    private final Object[] children;

    /** Makes a node of the children, whose number is that of the separators and one; takes over the arrays. */
    Inner(Slabs slabs, long low, long high, long[] separators, Object[] children) {
        this.low = low;
        this.high = high;
        this.separators = separators;
        this.children = children;
        skip = slabs.commonPrefix(low, high);
        heads = new long[separators.length];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = slabs.head(separators[i], skip);
        }
    }

    private Inner(Inner from, long[] heads, long[] separators, Object[] children) {
        low = from.low;
        high = from.high;
        skip = from.skip;
        this.heads = heads;
        this.separators = separators;
        this.children = children;
    }

    int count() {
        return children.length;
    }

    Object child(int index) {
        return CHILDREN.getAcquire(children, index);
    }

    void setChild(int index, Object child) {
        CHILDREN.setRelease(children, index, child);
    }

    /** Returns the index of the child between whose fences the internal key lies. */
    int find(Slabs slabs, byte[] key, int offset, int length, long tag) {
        long head = Slabs.head(key, offset, length, skip);
        int from = 0;
        int to = heads.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            long other = heads[middle];
            boolean notBehind = other != head
                    ? other < head
                    : slabs.compare(separators[middle], skip, key, offset, length, tag) <= 0;
            if (notBehind) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Returns a copy in which two children stand for the one at the index. Only below {@link #CAPACITY} children. */
    Inner withSplit(Slabs slabs, int index, Object left, long separator, Object right) {
        return new Inner(
                this,
                inserted(heads, index, slabs.head(separator, skip)),
                inserted(separators, index, separator),
                splitChildren(index, left, right));
    }

    /** Returns the separators with another at the index. */
    long[] splitSeparators(int index, long separator) {
        return inserted(separators, index, separator);
    }

    /** Returns the children with two for the one at the index. */
    Object[] splitChildren(int index, Object left, Object right) {
        Object[] copy = new Object[children.length + 1];
        System.arraycopy(children, 0, copy, 0, index);
        copy[index] = left;
        copy[index + 1] = right;
        System.arraycopy(children, index + 1, copy, index + 2, children.length - index - 1);
        return copy;
    }

    /** Returns the bytes of memory taken by a node of so many children. */
    static long memoryBytes(int children) {
        return 48 + 3 * 16 + 2L * (children - 1) * Long.BYTES + (long) children * Integer.BYTES;
    }

    private static long[] inserted(long[] array, int index, long value) {
        long[] copy = new long[array.length + 1];
        System.arraycopy(array, 0, copy, 0, index);
        copy[index] = value;
        System.arraycopy(array, index, copy, index + 1, array.length - index);
        return copy;
    }
}
