package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.codec.Varint;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import java.util.Arrays;

/**
 * A block in memory, searched where it lies: one array, so that a search has one object to find. Stateless; blocks are
 * not changed once they are made, and may be read by many threads.
 *
 * <pre>
 * offset      size  field
 *      0         4  n: number of entries
 *      4         4  p: length of the prefix, with which all keys of the block begin
 *      8       8*n  places: head of the key in the upper half, offset of the entry from the first in the lower
 *    8+8*n       p  prefix
 *    8+8*n+p        entries, as they are stored
 * </pre>
 *
 * <p>The head of a key are the four bytes behind the prefix. So most steps of a search touch the places alone, which
 * are a few cache lines, and then the one entry that is found. The places are made when the block is read; all lengths
 * are checked at the same time, so that bytes that are not a block end in a {@link MalformedException} there and
 * nothing can fail behind it. That entries are sorted is taken for granted.
 */
public final class Block {
    /** Length of prefix length and number of entries, which are stored behind the entries, not compressed. */
    public static final int TAIL_BYTES = 2 * Integer.BYTES;

    /** Length of an entry's tag in bytes. */
    static final int TAG_BYTES = Long.BYTES;

    private static final int PREFIX_LENGTH_AT = Integer.BYTES;
    private static final int PLACES_AT = 2 * Integer.BYTES;

    /** Two lengths and a tag. */
    private static final int LEAST_ENTRY_BYTES = 2 + TAG_BYTES;

    private static final int REST_SHIFT = 31;
    private static final int SIZE_SHIFT = 48;
    private static final int REST_MASK = (1 << SIZE_SHIFT - REST_SHIFT) - 1;

    private Block() {}

    /**
     * Returns an array for a block of which the tail is known and the body, prefix and entries, is to be put at
     * {@link #bodyAt}; the block is one after {@link #index} only.
     *
     * @param bodyBytes length of the body
     * @param tail holds the tail
     * @param target is taken for the array if it is long enough; null for a new one of just the length needed
     */
    public static byte[] allocate(int bodyBytes, byte[] tail, int tailOffset, byte[] target)
            throws MalformedException {
        int prefixLength = Bytes.getInt(tail, tailOffset);
        if (prefixLength < 0 || prefixLength > ScopedKey.MAX_BYTES || prefixLength > bodyBytes) {
            throw new MalformedException(
                    "key prefix out of range: actual=" + prefixLength + ", block bytes=" + bodyBytes, bodyBytes);
        }
        int entries = Bytes.getInt(tail, tailOffset + Integer.BYTES);
        if (entries < 1 || entries > (bodyBytes - prefixLength) / LEAST_ENTRY_BYTES) {
            throw new MalformedException(
                    "number of entries out of range: actual=" + entries + ", block bytes=" + bodyBytes, bodyBytes);
        }
        int needed = Math.addExact(PLACES_AT + Long.BYTES * entries, bodyBytes);
        byte[] block = target != null && target.length >= needed ? target : new byte[needed];
        Bytes.putInt(block, 0, entries);
        Bytes.putInt(block, PREFIX_LENGTH_AT, prefixLength);
        return block;
    }

    /** Returns the block that lies, body and tail, in that part of an array, which it does not keep. */
    public static byte[] of(byte[] plain, int offset, int length) throws MalformedException {
        int bodyBytes = length - TAIL_BYTES;
        if (bodyBytes <= 0) {
            throw new MalformedException("block too short: actual=" + length, 0);
        }
        byte[] block = allocate(bodyBytes, plain, offset + bodyBytes, null);
        System.arraycopy(plain, offset, block, bodyAt(block), bodyBytes);
        index(block, bodyBytes);
        return block;
    }

    /** Returns the array index at which the body begins. */
    public static int bodyAt(byte[] block) {
        return PLACES_AT + Long.BYTES * entries(block);
    }

    /** Finds the entries in the body and checks their lengths. */
    public static void index(byte[] block, int bodyBytes) throws MalformedException {
        int bodyAt = bodyAt(block);
        int prefixLength = prefixLength(block);
        int start = bodyAt + prefixLength;
        int end = bodyAt + bodyBytes;
        int at = start;
        for (int placeAt = PLACES_AT; placeAt < bodyAt; placeAt += Long.BYTES) {
            int begin = at;
            int restEnd = requireVarint(block, at, end, SIZE_SHIFT - REST_SHIFT);
            requireVarint(block, restEnd, end, REST_SHIFT);
            long lengths = lengths(block, at);
            int rest = rest(lengths);
            at += size(lengths) + TAG_BYTES;
            if ((long) at + rest + valueLength(lengths) > end) {
                throw new MalformedException(
                        "entry longer than its block: actual=" + ((long) at + rest + valueLength(lengths) - bodyAt)
                                + ", expected<=" + bodyBytes,
                        begin - bodyAt);
            }
            if (rest > ScopedKey.MAX_BYTES - prefixLength) {
                throw new MalformedException(
                        "key length out of range: actual=" + ((long) prefixLength + rest), begin - bodyAt);
            }
            Bytes.putLong(block, placeAt, head(block, at, rest) | begin - start);
            at += rest + valueLength(lengths);
        }
        if (at != end) {
            throw new MalformedException(
                    "entries do not fill the block: actual=" + (at - bodyAt) + ", expected=" + bodyBytes, at - bodyAt);
        }
    }

    /** Requires a varint of at most that many bits before the end; returns where it ends. */
    private static int requireVarint(byte[] block, int begin, int end, int bits) throws MalformedException {
        long value = 0;
        for (int at = begin; at < end && at - begin < Varint.MAX_INT_BYTES; at++) {
            value |= (block[at] & 0x7FL) << 7 * (at - begin);
            if (block[at] >= 0) {
                if (value >>> bits != 0) {
                    break;
                }
                return at + 1;
            }
        }
        throw new MalformedException("entry with a bad length", begin - bodyAt(block));
    }

    /** Returns the number of entries. */
    public static int entries(byte[] block) {
        return Bytes.getInt(block, 0);
    }

    /** Returns how many leading bytes all keys of the block have in common. */
    public static int prefixLength(byte[] block) {
        return Bytes.getInt(block, PREFIX_LENGTH_AT);
    }

    /**
     * Finds the first entry of exactly this key whose tag is at most the given one.
     *
     * @return whether there is one; only then the result is set
     */
    public static boolean get(byte[] block, byte[] key, int offset, int length, long tag, LookupResult result) {
        if (comparePrefix(block, key, offset, length) != 0) {
            return false;
        }
        int prefixLength = prefixLength(block);
        int restOffset = offset + prefixLength;
        int found = findRest(block, key, restOffset, length - prefixLength, tag);
        if (found == entries(block)) {
            return false;
        }
        int at = placeOf(block, found);
        long lengths = lengths(block, at);
        int tagAt = at + size(lengths);
        int restAt = tagAt + TAG_BYTES;
        int rest = rest(lengths);
        if (prefixLength + rest != length
                || !Arrays.equals(block, restAt, restAt + rest, key, restOffset, offset + length)) {
            return false;
        }
        result.set(Bytes.getLong(block, tagAt), block, restAt + rest, valueLength(lengths));
        return true;
    }

    /** Returns the number of the first entry at or behind the internal key; that of all entries if there is none. */
    static int find(byte[] block, byte[] key, int offset, int length, long tag) {
        int order = comparePrefix(block, key, offset, length);
        if (order != 0) {
            return order < 0 ? entries(block) : 0;
        }
        int prefixLength = prefixLength(block);
        return findRest(block, key, offset + prefixLength, length - prefixLength, tag);
    }

    /** Compares the prefix with the key: 0 if the key begins with it, else how all keys of the block are to it. */
    private static int comparePrefix(byte[] block, byte[] key, int offset, int length) {
        int from = bodyAt(block);
        int prefixLength = prefixLength(block);
        int shorter = Math.min(length, prefixLength);
        int same = Arrays.mismatch(block, from, from + prefixLength, key, offset, offset + shorter);
        if (same < 0) {
            return 0;
        }
        return same == length ? 1 : (block[from + same] & 0xFF) - (key[offset + same] & 0xFF);
    }

    private static int findRest(byte[] block, byte[] key, int offset, int length, long tag) {
        int head = (int) (head(key, offset, length) >> Integer.SIZE);
        int low = 0;
        int high = entries(block);
        while (low < high) {
            int middle = (low + high) >>> 1;
            int other = Bytes.getInt(block, PLACES_AT + Long.BYTES * middle + Integer.BYTES);
            if (other < head || other == head && compareRest(block, middle, key, offset, length, tag) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int compareRest(byte[] block, int entry, byte[] key, int offset, int length, long tag) {
        int at = placeOf(block, entry);
        long lengths = lengths(block, at);
        int tagAt = at + size(lengths);
        return ScopedKey.compare(
                block, tagAt + TAG_BYTES, rest(lengths), Bytes.getLong(block, tagAt), key, offset, length, tag);
    }

    /** Returns the array index of an entry. */
    private static int placeOf(byte[] block, int entry) {
        return bodyAt(block) + prefixLength(block) + offsetOf(block, entry);
    }

    /** Returns how far behind the first entry an entry lies. */
    static int offsetOf(byte[] block, int entry) {
        return Bytes.getInt(block, PLACES_AT + Long.BYTES * entry);
    }

    /** Decodes the two lengths of the entry at the array index; what they are, the three methods below tell. */
    static long lengths(byte[] block, int at) {
        byte rest = block[at];
        byte value = block[at + 1];
        if ((rest | value) >= 0) {
            return 2L << SIZE_SHIFT | (long) rest << REST_SHIFT | value;
        }
        return longLengths(block, at);
    }

    private static long longLengths(byte[] block, int at) {
        int end = at;
        long rest = 0;
        byte next = -1;
        for (int shift = 0; next < 0; shift += 7) {
            next = block[end++];
            rest |= (long) (next & 0x7F) << shift;
        }
        long value = 0;
        next = -1;
        for (int shift = 0; next < 0; shift += 7) {
            next = block[end++];
            value |= (long) (next & 0x7F) << shift;
        }
        return (long) (end - at) << SIZE_SHIFT | rest << REST_SHIFT | value;
    }

    /** Returns how many bytes the lengths take. */
    static int size(long lengths) {
        return (int) (lengths >>> SIZE_SHIFT);
    }

    /** Returns how many bytes of the key are behind the prefix. */
    static int rest(long lengths) {
        return (int) (lengths >>> REST_SHIFT) & REST_MASK;
    }

    static int valueLength(long lengths) {
        return (int) lengths & Integer.MAX_VALUE;
    }

    /** Returns the first four bytes, zeros behind fewer, in the upper half, so that signed order is theirs. */
    private static long head(byte[] key, int offset, int length) {
        return (Bytes.prefix(key, offset, length) ^ Long.MIN_VALUE) & 0xFFFFFFFF_00000000L;
    }
}
