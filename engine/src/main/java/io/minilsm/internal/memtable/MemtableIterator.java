package io.minilsm.internal.memtable;

import io.minilsm.internal.iterator.InternalIterator;

/**
 * Walks a memtable, also while entries are added: it sees at least what was there when it was positioned. For one
 * thread at a time. Allocates nothing; closing it does nothing.
 */
final class MemtableIterator extends InternalIterator {
    // Constant after construction.
    private final Slabs slabs;
    private final EntryTree tree;

    // Where it stands.
    private Leaf leaf;
    private long order;
    private int position;

    MemtableIterator(Slabs slabs, EntryTree tree) {
        this.slabs = slabs;
        this.tree = tree;
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
    public void close() {
        standOnNone();
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
                standOnNone();
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
                standOnNone();
                return;
            }
            enter(previous);
            position = Leaf.count(order) - 1;
        }
        load();
    }

    private void load() {
        long address = leaf.address(order, position);
        byte[] slab = slabs.slab(address);
        int at = (int) address;
        long lengths = Slabs.lengths(slab, at);
        int keyOffset = Slabs.keyOffset(at);
        int keyLength = Slabs.keyLength(lengths);
        standOnKey(slab, keyOffset, keyLength, Slabs.tag(slab, at));
        setValue(slab, keyOffset + keyLength, Slabs.valueLength(lengths));
    }
}
