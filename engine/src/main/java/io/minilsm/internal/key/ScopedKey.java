package io.minilsm.internal.key;

import io.minilsm.internal.codec.Varint;
import java.util.Arrays;

/**
 * The key as stored: the key-space id as a varint, then the user's bytes. Keys of one space are neighbours. Stateless.
 */
public final class ScopedKey {
    /** Id of the store's plain keys. */
    public static final int PLAIN_SPACE = 0;

    /** First id given to a named key space; the ones between are reserved for the engine's own use. */
    public static final int FIRST_NAMED_SPACE = 16;

    /** Largest id of a key space. */
    public static final int MAX_SPACE = Integer.MAX_VALUE - 1;

    /** Longest scoped key in bytes: the longest user key behind the longest id. */
    public static final int MAX_BYTES = (64 << 10) + Varint.MAX_INT_BYTES;

    private ScopedKey() {}

    /** Returns the scoped key of a user's key. */
    public static byte[] of(int spaceId, byte[] key) {
        byte[] scoped = new byte[Varint.length(spaceId) + key.length];
        int at = Varint.put(scoped, 0, spaceId);
        System.arraycopy(key, 0, scoped, at, key.length);
        return scoped;
    }

    /** Returns the smallest possible scoped key of the space: the id alone. */
    public static byte[] start(int spaceId) {
        return of(spaceId, new byte[0]);
    }

    /** Returns the bound behind all keys of the space, exclusive. */
    public static byte[] end(int spaceId) {
        byte[] bound = start(spaceId);
        // The last byte of a varint is below 0x80, so it can be counted up.
        bound[bound.length - 1]++;
        return bound;
    }

    /** Returns the length in bytes of the id before the user's key. */
    public static int prefixLength(byte[] scoped, int offset) {
        int at = offset;
        while (scoped[at] < 0) {
            at++;
        }
        return at - offset + 1;
    }

    /** Returns a copy of the user's key. */
    public static byte[] userKey(byte[] scoped, int offset, int length) {
        return Arrays.copyOfRange(scoped, offset + prefixLength(scoped, offset), offset + length);
    }

    /** Compares two scoped keys as unsigned bytes. */
    public static int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        return Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
    }

    /** Compares two internal keys: scoped key ascending, tag descending. */
    public static int compare(
            byte[] a, int aOffset, int aLength, long aTag, byte[] b, int bOffset, int bLength, long bTag) {
        int order = Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
        return order != 0 ? order : Long.compare(bTag, aTag);
    }
}
