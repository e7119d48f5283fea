package io.minilsm.internal.memtable;

import java.util.Arrays;

/**
 * A B+ tree over the entries of a memtable, in internal-key order. One thread inserts at a time; any number reads
 * without locks.
 *
 * <p>The idea: nothing that a reader may hold is ever taken back. An insertion into a leaf with room is one store. A
 * full node is replaced by two new ones, built aside and swung in by one store into their parent; old nodes stay as
 * they were for the readers in them and go to the garbage collector, so neither locks, versions nor epochs are needed.
 * The links between leaves are set after that store. They always lead to a leaf that begins where this one ends, and
 * that was replaced, if at all, after this one: so a walk along the links misses nothing that was there when it
 * started, even if it started in a leaf that has been replaced meanwhile.
 *
 * <p>Cost: a leaf splits at every seventh to fifteenth insertion, which copies it and one inner node. Figures are in
 * docs/decisions/0007.
 */
final class EntryTree {
    /** Even nodes of two children, the fewest there are, hold more than memory does at this depth; usual are four. */
    private static final int MAX_DEPTH = 32;

    // Constant after construction.
    private final Slabs slabs;

    // Written by the inserting thread only; read by any (volatile).
    private volatile Object root;

    // Used by the inserting thread only.
    private final Inner[] path = new Inner[MAX_DEPTH];
    private final int[] pathIndex = new int[MAX_DEPTH];
    private final long[] splitAddresses = new long[Leaf.CAPACITY + 1];
    private Leaf lastLeaf;
    private int lastPosition;
    private long memoryBytes = Leaf.MEMORY_BYTES;

    EntryTree(Slabs slabs) {
        this.slabs = slabs;
        root = new Leaf(Slabs.NONE, Slabs.NONE, 0);
    }

    /** Returns the bytes of memory taken by the nodes. For the inserting thread. */
    long memoryBytes() {
        return memoryBytes;
    }

    /** Returns the leaf between whose fences the internal key lies. */
    Leaf leafOf(byte[] key, int offset, int length, long tag) {
        Object node = root;
        while (node instanceof Inner inner) {
            node = inner.child(inner.find(slabs, key, offset, length, tag));
        }
        return (Leaf) node;
    }

    Leaf firstLeaf() {
        Object node = root;
        while (node instanceof Inner inner) {
            node = inner.child(0);
        }
        return (Leaf) node;
    }

    Leaf lastLeaf() {
        Object node = root;
        while (node instanceof Inner inner) {
            node = inner.child(inner.count() - 1);
        }
        return (Leaf) node;
    }

    /** Adds the entry and publishes it. */
    void insert(long address) {
        byte[] slab = slabs.slab(address);
        int at = (int) address;
        int offset = Slabs.keyOffset(at);
        int length = Slabs.keyLength(Slabs.lengths(slab, at));
        long tag = Slabs.tag(slab, at);
        Object node = root;
        int depth = 0;
        while (node instanceof Inner inner) {
            int index = inner.find(slabs, slab, offset, length, tag);
            path[depth] = inner;
            pathIndex[depth++] = index;
            node = inner.child(index);
        }
        Leaf leaf = (Leaf) node;
        long order = leaf.order();
        int position = leaf.find(slabs, order, slab, offset, length, tag);
        assert position == Leaf.count(order)
                        || slabs.compare(leaf.address(order, position), 0, slab, offset, length, tag) != 0
                : "the same internal key was added twice: tag=" + tag;
        if (Leaf.count(order) < Leaf.CAPACITY) {
            leaf.insert(position, Slabs.head(slab, offset, length, leaf.skip), address);
            lastLeaf = leaf;
            lastPosition = position;
        } else {
            split(leaf, order, position, address, depth);
        }
    }

    /** Replaces a full leaf by two that hold its entries and the new one. */
    private void split(Leaf leaf, long order, int position, long address, int depth) {
        for (int i = 0; i < Leaf.CAPACITY; i++) {
            splitAddresses[i < position ? i : i + 1] = leaf.address(order, i);
        }
        splitAddresses[position] = address;
        // Ascending keys come one behind the other: then the left leaf stays full, for it gets no more.
        boolean ascending = position == Leaf.CAPACITY && lastLeaf == leaf && lastPosition == Leaf.CAPACITY - 1;
        int middle = ascending ? Leaf.CAPACITY : splitAddresses.length / 2;
        long separator = splitAddresses[middle];
        Leaf left = part(leaf, order, position, 0, middle, leaf.low, separator);
        Leaf right = part(leaf, order, position, middle, splitAddresses.length, separator, leaf.high);
        Leaf previous = leaf.previous();
        Leaf next = leaf.next();
        left.setPrevious(previous);
        left.setNext(right);
        right.setPrevious(left);
        right.setNext(next);
        swing(left, separator, right, depth, ascending);
        if (previous != null) {
            previous.setNext(left);
        }
        if (next != null) {
            next.setPrevious(right);
        }
        memoryBytes += Leaf.MEMORY_BYTES;
        lastLeaf = position < middle ? left : right;
        lastPosition = position < middle ? position : position - middle;
    }

    private Leaf part(Leaf from, long order, int position, int start, int end, long low, long high) {
        Leaf leaf = new Leaf(low, high, slabs.commonPrefix(low, high));
        boolean sameSkip = leaf.skip == from.skip;
        for (int i = start; i < end; i++) {
            // Reading the head from the old leaf saves the cache miss of reading the key.
            long head = sameSkip && i != position
                    ? from.head(order, i < position ? i : i - 1)
                    : slabs.head(splitAddresses[i], leaf.skip);
            leaf.append(head, splitAddresses[i]);
        }
        return leaf;
    }

    /**
     * Puts two nodes into the place of the one at the end of the path. Everything is built first and becomes visible by
     * one store, so that a lack of memory half-way changes nothing.
     */
    private void swing(Object left, long separator, Object right, int depth, boolean ascending) {
        Object newLeft = left;
        long newSeparator = separator;
        Object newRight = right;
        long moreBytes = 0;
        int level = depth - 1;
        while (level >= 0 && path[level].count() == Inner.CAPACITY) {
            Inner full = path[level];
            int index = pathIndex[level];
            long[] separators = full.splitSeparators(index, newSeparator);
            Object[] children = full.splitChildren(index, newLeft, newRight);
            int middle = ascending && index == Inner.CAPACITY - 1 ? children.length - 2 : children.length / 2;
            newSeparator = separators[middle - 1];
            newLeft = new Inner(
                    slabs,
                    full.low,
                    newSeparator,
                    Arrays.copyOf(separators, middle - 1),
                    Arrays.copyOf(children, middle));
            newRight = new Inner(
                    slabs,
                    newSeparator,
                    full.high,
                    Arrays.copyOfRange(separators, middle, separators.length),
                    Arrays.copyOfRange(children, middle, children.length));
            moreBytes += Inner.memoryBytes(middle)
                    + Inner.memoryBytes(children.length - middle)
                    - Inner.memoryBytes(full.count());
            level--;
        }
        if (level < 0) {
            root = new Inner(
                    slabs, Slabs.NONE, Slabs.NONE, new long[] {newSeparator}, new Object[] {newLeft, newRight});
            moreBytes += Inner.memoryBytes(2);
        } else {
            Inner grown = path[level].withSplit(slabs, pathIndex[level], newLeft, newSeparator, newRight);
            moreBytes += Inner.memoryBytes(grown.count()) - Inner.memoryBytes(grown.count() - 1);
            if (level == 0) {
                root = grown;
            } else {
                path[level - 1].setChild(pathIndex[level - 1], grown);
            }
        }
        memoryBytes += moreBytes;
    }
}
