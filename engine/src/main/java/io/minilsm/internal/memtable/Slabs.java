package io.minilsm.internal.memtable;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Varint;
import java.util.Arrays;

/**
 * The entries' bytes in a few large arrays, appended and never moved. One thread appends; any number reads entries
 * whose addresses were handed to it by a release and an acquire.
 *
 * <p>An address is the index of a slab in the high and the offset in it in the low half of a long. At it lie the tag
 * (8 bytes), the lengths (8 bytes), the scoped key and the value.
 */
final class Slabs {
    /** An address at which nothing lies. */
    static final long NONE = -1;

    /** Small, because a store may have many memtables with a few entries each over its life. */
    private static final int FIRST_SLAB_BYTES = 4 << 10;

    /** Large enough that slabs are few, small enough that the unused end of the last one does not matter. */
    private static final int LARGEST_SLAB_BYTES = 1 << 20;

    /** An entry longer than this gets a slab of its own, so that little of a slab stays unused. */
    private static final int LARGEST_SHARED_BYTES = LARGEST_SLAB_BYTES / 4;

    private static final int LENGTHS_OFFSET = Long.BYTES;
    private static final int HEADER_BYTES = 2 * Long.BYTES;

    /** Bits of the lengths' word that hold the length of the key, the lowest ones: a key has at most 65541 bytes. */
    private static final int KEY_LENGTH_BITS = 20;

    private static final int KEY_LENGTH_MASK = (1 << KEY_LENGTH_BITS) - 1;

    /** What the JVM adds to an array, rounded up. */
    private static final int ARRAY_HEADER_BYTES = 16;

    // Written by the appending thread only; read by any. An element is set before an address in its slab is published.
    private volatile byte[][] slabs = new byte[4][];

    // Used by the appending thread only.
    private int slabCount;
    private int current;
    private int position;
    private int limit;
    private int nextSlabBytes = FIRST_SLAB_BYTES;
    private long capacityBytes;

    /** Copies an entry; returns its address. */
    long append(int spaceId, byte[] array, int keyOffset, int keyLength, int valueOffset, int valueLength, long tag) {
        int scopedLength = Varint.length(spaceId) + keyLength;
        int bytes = Math.addExact(HEADER_BYTES + scopedLength, valueLength);
        long address = allocate(bytes);
        byte[] slab = slab(address);
        int at = (int) address;
        Bytes.putLong(slab, at, tag);
        Bytes.putLong(slab, at + LENGTHS_OFFSET, (long) valueLength << KEY_LENGTH_BITS | scopedLength);
        at = Varint.put(slab, at + HEADER_BYTES, spaceId);
        System.arraycopy(array, keyOffset, slab, at, keyLength);
        System.arraycopy(array, valueOffset, slab, at + keyLength, valueLength);
        return address;
    }

    /** Returns the array that holds the entry. */
    byte[] slab(long address) {
        return slabs[(int) (address >>> 32)];
    }

    /** Returns the tag of the entry at the offset of its slab. */
    static long tag(byte[] slab, int offset) {
        return Bytes.getLong(slab, offset);
    }

    /** Returns the word from which {@link #keyLength} and {@link #valueLength} take the entry's lengths. */
    static long lengths(byte[] slab, int offset) {
        return Bytes.getLong(slab, offset + LENGTHS_OFFSET);
    }

    /** Returns the length of the scoped key in bytes. */
    static int keyLength(long lengths) {
        return (int) lengths & KEY_LENGTH_MASK;
    }

    /** Returns the length of the value in bytes. */
    static int valueLength(long lengths) {
        return (int) (lengths >>> KEY_LENGTH_BITS);
    }

    /** Returns the index in the slab of the scoped key of the entry at the offset. */
    static int keyOffset(int offset) {
        return offset + HEADER_BYTES;
    }

    /** Compares the entry with an internal key; both keys are known to share their first {@code skip} bytes. */
    int compare(long address, int skip, byte[] key, int offset, int length, long tag) {
        byte[] slab = slab(address);
        int at = (int) address;
        int keyAt = keyOffset(at);
        int keyEnd = keyAt + keyLength(lengths(slab, at));
        int order = Arrays.compareUnsigned(slab, keyAt + skip, keyEnd, key, offset + skip, offset + length);
        return order != 0 ? order : Long.compare(tag, tag(slab, at));
    }

    /** Returns whether the entry's scoped key is exactly this one. */
    boolean hasKey(long address, byte[] key, int offset, int length) {
        byte[] slab = slab(address);
        int at = (int) address;
        int keyAt = keyOffset(at);
        return keyLength(lengths(slab, at)) == length
                && Arrays.equals(slab, keyAt, keyAt + length, key, offset, offset + length);
    }

    /** Returns the head of the entry's key behind the first {@code skip} bytes. */
    long head(long address, int skip) {
        byte[] slab = slab(address);
        int at = (int) address;
        return head(slab, keyOffset(at), keyLength(lengths(slab, at)), skip);
    }

    /**
     * Returns the head of a key, the eight bytes behind the first {@code skip} as a number: where two such numbers
     * differ, their signed order is the order of the keys.
     */
    static long head(byte[] key, int offset, int length, int skip) {
        return Bytes.prefix(key, offset + skip, length - skip) ^ Long.MIN_VALUE;
    }

    /** Returns how many bytes the keys of the two entries have in common at their start; 0 if one is {@link #NONE}. */
    int commonPrefix(long a, long b) {
        if (a == NONE || b == NONE) {
            return 0;
        }
        byte[] aSlab = slab(a);
        byte[] bSlab = slab(b);
        int aAt = keyOffset((int) a);
        int bAt = keyOffset((int) b);
        int aLength = keyLength(lengths(aSlab, (int) a));
        int bLength = keyLength(lengths(bSlab, (int) b));
        int mismatch = Arrays.mismatch(aSlab, aAt, aAt + aLength, bSlab, bAt, bAt + bLength);
        return mismatch < 0 ? aLength : mismatch;
    }

    /** Returns the bytes of memory taken, used or not. For the appending thread. */
    long capacityBytes() {
        return capacityBytes;
    }

    private long allocate(int bytes) {
        if (bytes > LARGEST_SHARED_BYTES) {
            return (long) addSlab(bytes) << 32;
        }
        if (bytes > limit - position) {
            int size = nextSlabBytes;
            while (size < bytes) {
                size *= 2;
            }
            current = addSlab(size);
            position = 0;
            limit = size;
            nextSlabBytes = Math.min(LARGEST_SLAB_BYTES, 2 * size);
        }
        long address = (long) current << 32 | position;
        position += bytes;
        return address;
    }

    private int addSlab(int bytes) {
        byte[] slab = new byte[bytes];
        if (slabCount == slabs.length) {
            slabs = Arrays.copyOf(slabs, 2 * slabs.length);
        }
        slabs[slabCount] = slab;
        capacityBytes += bytes + ARRAY_HEADER_BYTES;
        return slabCount++;
    }
}
