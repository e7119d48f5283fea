package io.minilsm.internal.block;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import java.util.Arrays;

/**
 * A block in memory, searched where it lies. Immutable and thread-safe, as long as nobody changes the array.
 *
 * <p>Positions are array indices. Every length is checked before it is used, so bytes that are not a block end in a
 * {@link MalformedException}; that entries are sorted is taken for granted.
 */
public final class Block {
    final byte[] array;
    final int start;
    /** Behind the last entry: the first byte of the restart array. */
    final int entriesEnd;

    final int restartCount;

    private Block(byte[] array, int start, int entriesEnd, int restartCount) {
        this.array = array;
        this.start = start;
        this.entriesEnd = entriesEnd;
        this.restartCount = restartCount;
    }

    /** Returns the block in that part of the array, which it keeps; checks the restart array. */
    public static Block of(byte[] array, int offset, int length) throws MalformedException {
        if (length < 2 * Integer.BYTES) {
            throw new MalformedException("block too short: actual=" + length, 0);
        }
        int countAt = offset + length - Integer.BYTES;
        int restartCount = Bytes.getInt(array, countAt);
        if (restartCount < 1 || restartCount > (length - Integer.BYTES) / (Integer.BYTES + 1)) {
            throw new MalformedException(
                    "restart count out of range: actual=" + restartCount + ", block bytes=" + length,
                    length - Integer.BYTES);
        }
        Block block = new Block(array, offset, countAt - Integer.BYTES * restartCount, restartCount);
        int before = -1;
        for (int i = 0; i < restartCount; i++) {
            int restart = Bytes.getInt(array, block.entriesEnd + Integer.BYTES * i);
            if (restart <= before || restart >= block.entriesEnd - offset || i == 0 && restart != 0) {
                throw new MalformedException(
                        "restart out of order: actual=" + restart + ", before=" + before,
                        block.entriesEnd + Integer.BYTES * i - offset);
            }
            before = restart;
        }
        return block;
    }

    /** Returns the length of the array that the block lies in. */
    public int arrayBytes() {
        return array.length;
    }

    /** Returns whether the block lies in that array. */
    public boolean isIn(byte[] other) {
        return array == other;
    }

    /**
     * Finds the first entry of exactly this key whose tag is at most the given one.
     *
     * @return whether there is one; only then the result is set
     */
    public boolean get(byte[] key, int offset, int length, long tag, LookupResult result) throws MalformedException {
        long found = search(key, offset, length, tag);
        if ((found & 1) == 0) {
            return false;
        }
        int at = (int) (found >>> 1);
        long head = varint(at);
        at += size(head);
        head = varint(at);
        int suffix = value(head);
        at += size(head);
        head = varint(at);
        at += size(head);
        result.set(Bytes.getLong(array, at), array, at + BlockBuilder.TAG_BYTES + suffix, value(head));
        return true;
    }

    /**
     * Finds the first entry at or behind the internal key.
     *
     * <p>No key is put together for it. Of the entry before we know that it is smaller and in how many leading bytes
     * it equals the wanted key ({@code matched}). An entry that shares more than that with the one before is smaller
     * too; one that shares less is larger; only one that shares just as much must be compared, and only behind that.
     * This needs the shared length to be all that is shared, which the format demands except at restarts; so the walk
     * stops at the next restart, whose order is known from the search among restarts.
     *
     * @return its position in the upper bits, {@link #entriesEnd} if there is none; bit 0 says whether its key is equal
     */
    long search(byte[] key, int offset, int length, long tag) throws MalformedException {
        int restart = lastRestartBefore(key, offset, length, tag);
        int walkEnd = restart + 1 < restartCount ? restartAt(restart + 1) : entriesEnd;
        int matched = 0;
        int keyLengthBefore = 0;
        int at = restartAt(restart);
        while (at < walkEnd) {
            long head = varint(at);
            int next = at + size(head);
            int shared = value(head);
            head = varint(next);
            next += size(head);
            int suffix = value(head);
            head = varint(next);
            next += size(head) + BlockBuilder.TAG_BYTES;
            int end = entryEnd(at, next, suffix, value(head));
            if (shared > keyLengthBefore) {
                throw new MalformedException(
                        "shared key length out of range: actual=" + shared + ", key before=" + keyLengthBefore,
                        at - start);
            }
            keyLengthBefore = shared + suffix;
            if (shared < matched) {
                return (long) at << 1;
            }
            if (shared == matched) {
                int same = Arrays.mismatch(array, next, next + suffix, key, offset + matched, offset + length);
                if (same < 0) {
                    if (Bytes.getLong(array, next - BlockBuilder.TAG_BYTES) <= tag) {
                        return (long) at << 1 | 1;
                    }
                    matched = length;
                } else {
                    matched += same;
                    if (same < suffix
                            && (matched == length || (array[next + same] & 0xFF) > (key[offset + matched] & 0xFF))) {
                        return (long) at << 1;
                    }
                }
            }
            at = end;
        }
        if (at != walkEnd) {
            throw new MalformedException("entries do not meet the restart", at - start);
        }
        if (at == entriesEnd) {
            return (long) at << 1;
        }
        return (long) at << 1 | (isKeyAt(at, key, offset, length) ? 1 : 0);
    }

    /** Returns the position of a restart's entry. */
    int restartAt(int restart) {
        return start + Bytes.getInt(array, entriesEnd + Integer.BYTES * restart);
    }

    /** Returns the last restart that is at the position or before it. */
    int restartOf(int position) {
        int low = 0;
        int high = restartCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (restartAt(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Decodes a varint of at most 31 bits: the value and, in the low bits, its length; see {@link #value}. */
    long varint(int at) throws MalformedException {
        if (at < entriesEnd && array[at] >= 0) {
            return (long) array[at] << 3 | 1;
        }
        return longVarint(at);
    }

    static int value(long decoded) {
        return (int) (decoded >>> 3);
    }

    static int size(long decoded) {
        return (int) decoded & 7;
    }

    /** Returns the end of the entry; checks that key and value lie before the restart array. */
    int entryEnd(int at, int suffixAt, int suffix, int valueLength) throws MalformedException {
        long end = (long) suffixAt + suffix + valueLength;
        if (end > entriesEnd) {
            throw new MalformedException(
                    "entry longer than its block: actual=" + (end - start) + ", expected<=" + (entriesEnd - start),
                    at - start);
        }
        return (int) end;
    }

    /** Returns the last restart whose entry is before the internal key; the first if there is none. */
    private int lastRestartBefore(byte[] key, int offset, int length, long tag) throws MalformedException {
        int low = 0;
        int high = restartCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (compareRestart(restartAt(middle), key, offset, length, tag) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int compareRestart(int at, byte[] key, int offset, int length, long tag) throws MalformedException {
        int suffixAt = restartKeyAt(at);
        int suffix = value(varint(at + 1));
        long ownTag = Bytes.getLong(array, suffixAt - BlockBuilder.TAG_BYTES);
        return ScopedKey.compare(array, suffixAt, suffix, ownTag, key, offset, length, tag);
    }

    private boolean isKeyAt(int at, byte[] key, int offset, int length) throws MalformedException {
        int suffixAt = restartKeyAt(at);
        int suffix = value(varint(at + 1));
        return Arrays.equals(array, suffixAt, suffixAt + suffix, key, offset, offset + length);
    }

    /** Returns the position of a restart's key, which is whole. */
    private int restartKeyAt(int at) throws MalformedException {
        if (array[at] != 0) {
            throw new MalformedException("restart shares key bytes: actual=" + array[at], at - start);
        }
        long head = varint(at + 1);
        int next = at + 1 + size(head);
        int suffix = value(head);
        head = varint(next);
        next += size(head) + BlockBuilder.TAG_BYTES;
        entryEnd(at, next, suffix, value(head));
        return next;
    }

    private long longVarint(int at) throws MalformedException {
        long value = 0;
        for (int size = 1; size <= 5 && at + size <= entriesEnd; size++) {
            long next = array[at + size - 1];
            value |= (next & 0x7F) << 7 * (size - 1);
            if (next >= 0) {
                if (value > Integer.MAX_VALUE) {
                    break;
                }
                return value << 3 | size;
            }
        }
        throw new MalformedException("entry with a bad length", at - start);
    }
}
