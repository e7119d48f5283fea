package io.minilsm.api;

import java.util.Objects;

/**
 * What must hold when a batch's turn in the order of writes comes, for it to be written. Checked and written as one
 * step: no other write comes between.
 */
public sealed interface Condition {
    /** Returns the key space that this condition looks at. */
    KeySpace space();

    /** The key has no value. */
    static Condition absent(KeySpace space, byte[] key) {
        return new Absent(space, key);
    }

    /** The key has exactly this value. */
    static Condition equalTo(KeySpace space, byte[] key, byte[] value) {
        return new EqualTo(space, key, value);
    }

    /**
     * The key was neither put nor deleted since the sequence. Of a delete nothing may be left to see unless a snapshot
     * of that sequence is open.
     */
    static Condition unchangedSince(KeySpace space, byte[] key, long sequence) {
        return new UnchangedSince(space, key, sequence);
    }

    /** No key of the range was put or deleted since the sequence; see {@link #unchangedSince} on deletes. */
    static Condition rangeUnchangedSince(KeySpace space, Range range, long sequence) {
        return new RangeUnchangedSince(space, range, sequence);
    }

    /** See {@link Condition#absent}. */
    record Absent(KeySpace space, byte[] key) implements Condition {
        /** Checks that there is a key space, and the key's length. */
        public Absent {
            Objects.requireNonNull(space, "space");
            WriteBatch.checkKey(key);
        }
    }

    /** See {@link Condition#equalTo}. */
    record EqualTo(KeySpace space, byte[] key, byte[] value) implements Condition {
        /** Checks that there is a key space, and the lengths. */
        public EqualTo {
            Objects.requireNonNull(space, "space");
            WriteBatch.checkKey(key);
            WriteBatch.checkValue(value);
        }
    }

    /** See {@link Condition#unchangedSince}. */
    record UnchangedSince(KeySpace space, byte[] key, long sequence) implements Condition {
        /** Checks that there is a key space, and the key's length. */
        public UnchangedSince {
            Objects.requireNonNull(space, "space");
            WriteBatch.checkKey(key);
        }
    }

    /** See {@link Condition#rangeUnchangedSince}. */
    record RangeUnchangedSince(KeySpace space, Range range, long sequence) implements Condition {
        /** Checks that there are a key space and a range. */
        public RangeUnchangedSince {
            Objects.requireNonNull(space, "space");
            Objects.requireNonNull(range, "range");
        }
    }
}
