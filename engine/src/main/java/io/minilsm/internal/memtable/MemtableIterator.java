package io.minilsm.internal.memtable;

import io.minilsm.internal.iterator.InternalIterator;

/**
 * Walks a memtable, also while entries are added: it sees at least what was there when it was positioned. For one
 * thread at a time. Allocates nothing; closing it does nothing.
 */
final class MemtableIterator implements InternalIterator {
    // Constant after construction.
    private final Slabs slabs;
    private final EntryTree tree;

    // Where it stands; the leaf is null if on no entry.
    private Leaf leaf;
    private long order;
    private int position;

    // What lies there.
    private byte[] slab;
    private int keyOffset;
    private int keyLength;
    private int valueLength;
    private long tag;

    MemtableIterator(Slabs slabs, EntryTree tree) {
        this.slabs = slabs;
        this.tree = tree;
    }

    @Override
    public boolean isValid() {
        return leaf != null;
    }

    @Override
    public void seekToFirst() {
        enter(tree.firstLeaf());
        standAtOrBehind(0);
    }

    @Override
    public void seekToLast() {
        enter(tree.lastLeaf());
        standAtOrBefore(Leaf.count(order) - 1);
    }

    @Override
    public void seek(byte[] key, int offset, int length, long seekTag) {
        enter(tree.leafOf(key, offset, length, seekTag));
        standAtOrBehind(leaf.find(slabs, order, key, offset, length, seekTag));
    }

    @Override
    public void next() {
        assert isValid();
        standAtOrBehind(position + 1);
    }

    @Override
    public void prev() {
        assert isValid();
        standAtOrBefore(position - 1);
    }

    @Override
    public byte[] keyArray() {
        return slab;
    }

    @Override
    public int keyOffset() {
        return keyOffset;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public long tag() {
        return tag;
    }

    @Override
    public byte[] valueArray() {
        return slab;
    }

    @Override
    public int valueOffset() {
        return keyOffset + keyLength;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    @Override
    public void close() {
        leaf = null;
        slab = null;
    }

    private void enter(Leaf entered) {
        leaf = entered;
        order = entered.order();
    }

    private void standAtOrBehind(int wanted) {
        position = wanted;
        while (position >= Leaf.count(order)) {
            Leaf next = leaf.next();
            if (next == null) {
                leaf = null;
                return;
            }
            enter(next);
            position = 0;
        }
        load();
    }

    private void standAtOrBefore(int wanted) {
        position = wanted;
        while (position < 0) {
            Leaf previous = leaf.previous();
            if (previous == null) {
                leaf = null;
                return;
            }
            enter(previous);
            position = Leaf.count(order) - 1;
        }
        load();
    }

    private void load() {
        long address = leaf.address(order, position);
        int at = (int) address;
        slab = slabs.slab(address);
        long lengths = Slabs.lengths(slab, at);
        keyOffset = Slabs.keyOffset(at);
        keyLength = Slabs.keyLength(lengths);
        valueLength = Slabs.valueLength(lengths);
        tag = Slabs.tag(slab, at);
    }
}
