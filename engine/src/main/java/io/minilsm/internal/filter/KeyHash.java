package io.minilsm.internal.filter;

import io.minilsm.internal.codec.Bytes;

/**
 * The 64-bit hash of a key. On disk, in every filter: never change. Stateless.
 *
 * <p>Eight bytes at a time are mixed for themselves and then folded into the state, so that a difference in one word
 * is spread before another word could cancel it; the last word overlaps the one before, which the length in the start
 * value tells apart. The finish is that of SplitMix64. Not for keys chosen by an enemy: who knows the hash can make
 * keys collide, which costs reads, not answers.
 */
public final class KeyHash {
    private static final long M1 = 0x9E3779B97F4A7C15L;
    private static final long M2 = 0xBF58476D1CE4E5B9L;
    private static final long M3 = 0x94D049BB133111EBL;

    private KeyHash() {}

    /** Returns the hash of the bytes. */
    public static long of(byte[] key, int offset, int length) {
        long hash = (length + 1) * M1;
        if (length < Long.BYTES) {
            return finish(fold(hash, Bytes.prefix(key, offset, length)));
        }
        int last = offset + length - Long.BYTES;
        for (int at = offset; at < last; at += Long.BYTES) {
            hash = fold(hash, Bytes.getLong(key, at));
        }
        return finish(fold(hash, Bytes.getLong(key, last)));
    }

    private static long fold(long hash, long word) {
        long mixed = word * M2;
        mixed = (mixed ^ mixed >>> 32) * M3;
        return Long.rotateLeft(hash ^ mixed, 27) * M1 + M3;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 30) * M2;
        mixed = (mixed ^ mixed >>> 27) * M3;
        return mixed ^ mixed >>> 31;
    }
}
