package io.minilsm.internal.iterator;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.key.ScopedKey;
import java.io.IOException;
import java.util.List;

/**
 * Walks the entries of several iterators as one, in internal-key order. For one thread at a time. Owns its children:
 * {@link #close()} closes them all.
 *
 * <p>The order of the children does not matter, since internal keys differ by their tags. Should two children hold the
 * same internal key, it comes up twice, or once behind a change of direction.
 *
 * <p>A binary heap of the valid children, with the first eight bytes of their keys beside it: a move costs one to two
 * comparisons while one child stays ahead, and 2 log2 of their number at most. Allocates nothing per move.
 */
public final class MergingIterator extends InternalIterator {
    // Constant after construction.
    private final InternalIterator[] children;

    /** By child: the first eight bytes of its key, in signed order, where it is valid. */
    private final long[] heads;

    /** The indices of the valid children; the first in the direction is at the top. */
    private final int[] heap;

    private int heapSize;
    private boolean forward = true;

    private MergingIterator(List<InternalIterator> children) {
        this.children = children.toArray(InternalIterator[]::new);
        heads = new long[this.children.length];
        heap = new int[this.children.length];
    }

    /** Returns an iterator over the entries of all children, which may be the only child itself. */
    public static InternalIterator of(List<InternalIterator> children) {
        return children.size() == 1 ? children.get(0) : new MergingIterator(children);
    }

    @Override
    public void seekToFirst() throws IOException {
        standOnNone();
        for (InternalIterator child : children) {
            child.seekToFirst();
        }
        rebuild(true);
    }

    @Override
    public void seekToLast() throws IOException {
        standOnNone();
        for (InternalIterator child : children) {
            child.seekToLast();
        }
        rebuild(false);
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws IOException {
        standOnNone();
        for (InternalIterator child : children) {
            child.seek(key, offset, length, tag);
        }
        rebuild(true);
    }

    @Override
    public void next() throws IOException {
        assert isValid();
        InternalIterator moving = children[heap[0]];
        standOnNone();
        if (!forward) {
            seekOthersBehind(moving);
            moving.next();
            rebuild(true);
        } else {
            moving.next();
            settleTop(moving);
        }
    }

    @Override
    public void prev() throws IOException {
        assert isValid();
        InternalIterator moving = children[heap[0]];
        standOnNone();
        if (forward) {
            seekOthersBefore(moving);
            moving.prev();
            rebuild(false);
        } else {
            moving.prev();
            settleTop(moving);
        }
    }

    @Override
    public void close() throws IOException {
        standOnNone();
        heapSize = 0;
        IOException failure = null;
        for (InternalIterator child : children) {
            try {
                child.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Puts all children but the one, which stands on the current entry, on their first entry behind it. */
    private void seekOthersBehind(InternalIterator standing) throws IOException {
        for (InternalIterator child : children) {
            if (child != standing) {
                seekTo(child, standing);
                if (child.isValid() && compare(child, standing) == 0) {
                    child.next();
                }
            }
        }
    }

    /** Puts all children but the one, which stands on the current entry, on their last entry before it. */
    private void seekOthersBefore(InternalIterator standing) throws IOException {
        for (InternalIterator child : children) {
            if (child != standing) {
                seekTo(child, standing);
                if (child.isValid()) {
                    child.prev();
                } else {
                    child.seekToLast();
                }
            }
        }
    }

    private static void seekTo(InternalIterator child, InternalIterator target) throws IOException {
        child.seek(target.keyArray(), target.keyOffset(), target.keyLength(), target.tag());
    }

    private void rebuild(boolean inForwardOrder) {
        forward = inForwardOrder;
        heapSize = 0;
        for (int i = 0; i < children.length; i++) {
            if (children[i].isValid()) {
                heads[i] = head(children[i]);
                heap[heapSize++] = i;
            }
        }
        for (int i = heapSize / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
        standOnTop();
    }

    /** Restores the heap after the child at its top has moved. */
    private void settleTop(InternalIterator moved) {
        if (moved.isValid()) {
            heads[heap[0]] = head(moved);
        } else {
            heap[0] = heap[--heapSize];
        }
        if (heapSize > 1) {
            siftDown(0);
        }
        standOnTop();
    }

    private void standOnTop() {
        if (heapSize > 0) {
            standOn(children[heap[0]]);
        }
    }

    private void siftDown(int start) {
        int moving = heap[start];
        int at = start;
        while (2 * at + 1 < heapSize) {
            int below = 2 * at + 1;
            if (below + 1 < heapSize && isAhead(heap[below + 1], heap[below])) {
                below++;
            }
            if (!isAhead(heap[below], moving)) {
                break;
            }
            heap[at] = heap[below];
            at = below;
        }
        heap[at] = moving;
    }

    /** Returns whether child a comes before child b in the direction. */
    private boolean isAhead(int a, int b) {
        if (heads[a] != heads[b]) {
            return heads[a] < heads[b] == forward;
        }
        int order = compare(children[a], children[b]);
        return forward ? order < 0 : order > 0;
    }

    private static long head(InternalIterator child) {
        return Bytes.prefix(child.keyArray(), child.keyOffset(), child.keyLength()) ^ Long.MIN_VALUE;
    }

    private static int compare(InternalIterator a, InternalIterator b) {
        return ScopedKey.compare(
                a.keyArray(), a.keyOffset(), a.keyLength(), a.tag(),
                b.keyArray(), b.keyOffset(), b.keyLength(), b.tag());
    }
}
