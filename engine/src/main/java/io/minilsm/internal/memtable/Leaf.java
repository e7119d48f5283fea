package io.minilsm.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Up to 15 neighbouring entries of the tree. One thread adds; any number reads.
 *
 * <p>Slots are filled one after the other and never change. Which slot holds the first, second, ... entry is told by
 * one word, the order, so that an addition becomes visible as a whole by one store (Mao, Kohler, Morris: "Cache
 * craftiness for fast multicore key-value storage", section 4.6.2). A full leaf is not split in place: two new leaves
 * take its place in the tree, and it stays as it is for whoever still reads it.
 *
 * <p>The leaf holds the internal keys from its low to its high fence, which never change; all of these share the first
 * {@link #skip} bytes, and a slot's head is the eight bytes behind them. That keeps heads telling where keys have long
 * common prefixes.
 */
final class Leaf {
    /** Four bits for each of 15 slots and four for their number fill a long. */
    static final int CAPACITY = 15;

    /** Object, array and what they are padded with. */
    static final int MEMORY_BYTES = 48 + 16 + (1 + 2 * CAPACITY) * Long.BYTES;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int ORDER = 0;
    private static final int HEADS = 1;
    private static final int ADDRESSES = HEADS + CAPACITY;

    // Constant after construction.
    /** Address of the entry that is the inclusive lower bound; {@link Slabs#NONE} if open. */
    final long low;

    /** Address of the entry that is the exclusive upper bound; {@link Slabs#NONE} if open. */
    final long high;

    /** Number of bytes that all keys between the fences share. */
    final int skip;

    private final long[] words = new long[1 + 2 * CAPACITY];

    // Written by the adding thread only; read by any (volatile). Not changed any more once the leaf was replaced.
    private volatile Leaf next;
    private volatile Leaf previous;

    Leaf(long low, long high, int skip) {
        this.low = low;
        this.high = high;
        this.skip = skip;
    }

    /** Returns the word that tells the number and order of the entries, for the methods below. */
    long order() {
        return (long) WORDS.getAcquire(words, ORDER);
    }

    /** Returns the number of entries. */
    static int count(long order) {
        return (int) order & 0xF;
    }

    /** Returns the address of the entry at the position. */
    long address(long order, int position) {
        return words[ADDRESSES + slot(order, position)];
    }

    /** Returns the head of the entry at the position. */
    long head(long order, int position) {
        return words[HEADS + slot(order, position)];
    }

    /** Returns the position of the first entry at or behind the internal key; the count if there is none. */
    int find(Slabs slabs, long order, byte[] key, int offset, int length, long tag) {
        long head = Slabs.head(key, offset, length, skip);
        int from = 0;
        int to = count(order);
        while (from < to) {
            int middle = (from + to) >>> 1;
            int slot = slot(order, middle);
            long other = words[HEADS + slot];
            boolean before = other != head
                    ? other < head
                    : slabs.compare(words[ADDRESSES + slot], skip, key, offset, length, tag) < 0;
            if (before) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Adds an entry at the position and publishes it. Only where there is room. */
    void insert(int position, long head, long address) {
        long order = words[ORDER];
        int slot = count(order);
        assert slot < CAPACITY : "leaf is full";
        words[HEADS + slot] = head;
        words[ADDRESSES + slot] = address;
        int shift = 4 + 4 * position;
        long below = (1L << shift) - 1;
        long inserted = (order & below) + 1 | (long) slot << shift | (order & ~below) << 4;
        WORDS.setRelease(words, ORDER, inserted);
    }

    /** Adds an entry behind all others to a leaf that nobody else sees yet. */
    void append(long head, long address) {
        insert(count(words[ORDER]), head, address);
    }

    Leaf next() {
        return next;
    }

    Leaf previous() {
        return previous;
    }

    void setNext(Leaf leaf) {
        next = leaf;
    }

    void setPrevious(Leaf leaf) {
        previous = leaf;
    }

    private static int slot(long order, int position) {
        return (int) (order >>> (4 + 4 * position)) & 0xF;
    }
}
