package io.minilsm.internal.iterator;

import java.io.IOException;
import java.util.Arrays;

/**
 * Walks children that follow one another and share no scoped key, such as the tables of one sorted level. For one
 * thread at a time. Opens a child when it is reached and closes it when it is left, so that one is open at a time;
 * {@link #close()} closes that one.
 */
public final class ConcatenatingIterator extends InternalIterator {
    private static final int NO_CHILD = -1;

    // Constant after construction.
    private final byte[][] largestKeys;
    private final Opener opener;

    private int openIndex = NO_CHILD;
    private InternalIterator open;

    /** Makes an iterator over the child of an index. */
    @FunctionalInterface
    public interface Opener {
        /** Opens the child; the caller closes it. */
        InternalIterator open(int index) throws IOException;
    }

    /**
     * Makes an iterator that stands on no entry and has opened nothing.
     *
     * @param largestKeys by child: its largest scoped key, ascending; not to be changed any more
     * @param opener opens a child by its index
     */
    public ConcatenatingIterator(byte[][] largestKeys, Opener opener) {
        this.largestKeys = largestKeys;
        this.opener = opener;
    }

    @Override
    public void seekToFirst() throws IOException {
        standOnNone();
        if (enter(0)) {
            open.seekToFirst();
            standAtOrBehind();
        }
    }

    @Override
    public void seekToLast() throws IOException {
        standOnNone();
        if (enter(largestKeys.length - 1)) {
            open.seekToLast();
            standAtOrBefore();
        }
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws IOException {
        standOnNone();
        if (enter(find(key, offset, length))) {
            open.seek(key, offset, length, tag);
            standAtOrBehind();
        }
    }

    @Override
    public void next() throws IOException {
        assert isValid();
        standOnNone();
        open.next();
        standAtOrBehind();
    }

    @Override
    public void prev() throws IOException {
        assert isValid();
        standOnNone();
        open.prev();
        standAtOrBefore();
    }

    @Override
    public void close() throws IOException {
        standOnNone();
        leave();
    }

    private void standAtOrBehind() throws IOException {
        while (!open.isValid()) {
            if (!enter(openIndex + 1)) {
                return;
            }
            open.seekToFirst();
        }
        standOn(open);
    }

    private void standAtOrBefore() throws IOException {
        while (!open.isValid()) {
            if (!enter(openIndex - 1)) {
                return;
            }
            open.seekToLast();
        }
        standOn(open);
    }

    /** Opens the child unless it is open; returns whether there is one of that index. */
    private boolean enter(int index) throws IOException {
        if (index < 0 || index >= largestKeys.length) {
            return false;
        }
        if (index != openIndex) {
            leave();
            open = opener.open(index);
            openIndex = index;
        }
        return true;
    }

    private void leave() throws IOException {
        InternalIterator left = open;
        open = null;
        openIndex = NO_CHILD;
        if (left != null) {
            left.close();
        }
    }

    /** Returns the index of the first child whose largest key is at or behind the key, which may be their number. */
    private int find(byte[] key, int offset, int length) {
        int from = 0;
        int to = largestKeys.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            byte[] largest = largestKeys[middle];
            if (Arrays.compareUnsigned(largest, 0, largest.length, key, offset, offset + length) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
