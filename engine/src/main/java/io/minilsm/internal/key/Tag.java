package io.minilsm.internal.key;

/**
 * Sequence and kind in one long: {@code sequence << 8 | kind}. Sequences are 1 to 2^55 - 1, so tags are positive and
 * order as their sequences do.
 */
public final class Tag {
    /** Largest sequence. */
    public static final long MAX_SEQUENCE = (1L << 55) - 1;

    /** The tag before all tags of a key in their order: a seek with it finds the newest entry. */
    public static final long NEWEST = Long.MAX_VALUE;

    private Tag() {}

    /** Returns the tag of a sequence and kind. */
    public static long of(long sequence, int kind) {
        return sequence << 8 | kind;
    }

    /** Returns the tag with which a seek finds the newest entry that a reader at the sequence sees. */
    public static long seekAt(long sequence) {
        return sequence << 8 | 0xFF;
    }

    /** Returns the sequence of the tag. */
    public static long sequence(long tag) {
        return tag >>> 8;
    }

    /** Returns the entry kind of the tag. */
    public static int kind(long tag) {
        return (int) tag & 0xFF;
    }
}
