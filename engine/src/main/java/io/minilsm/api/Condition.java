package io.minilsm.api;

import java.util.Objects;

/**
 * What must hold when a batch's turn in the order of writes comes, for it to be written. Checked and written as one
 * step: no other write comes between.
 */
public sealed interface Condition {
    /** Returns the id of the key space that this condition looks at. */
    int spaceId();

    /** The key has no value. */
    static Condition absent(KeySpace space, byte[] key) {
        return new Absent(space.id(), key);
    }

    /** The key has exactly this value. */
    static Condition equalTo(KeySpace space, byte[] key, byte[] value) {
        return new EqualTo(space.id(), key, value);
    }

    /**
     * The key was neither put nor deleted since the sequence. Of a delete nothing may be left to see unless a snapshot
     * of that sequence is open.
     */
    static Condition unchangedSince(KeySpace space, byte[] key, long sequence) {
        return new UnchangedSince(space.id(), key, sequence);
    }

    /** No key of the range was put or deleted since the sequence; see {@link #unchangedSince} on deletes. */
    static Condition rangeUnchangedSince(KeySpace space, Range range, long sequence) {
        return new RangeUnchangedSince(space.id(), range, sequence);
    }

    /** See {@link Condition#absent}. */
    record Absent(int spaceId, byte[] key) implements Condition {
        /** Checks the key's length. */
        public Absent {
            WriteBatch.checkKey(key);
        }
    }

    /** See {@link Condition#equalTo}. */
    record EqualTo(int spaceId, byte[] key, byte[] value) implements Condition {
        /** Checks the lengths. */
        public EqualTo {
            WriteBatch.checkKey(key);
            WriteBatch.checkValue(value);
        }
    }

    /** See {@link Condition#unchangedSince}. */
    record UnchangedSince(int spaceId, byte[] key, long sequence) implements Condition {
        /** Checks the key's length. */
        public UnchangedSince {
            WriteBatch.checkKey(key);
        }
    }

    /** See {@link Condition#rangeUnchangedSince}. */
    record RangeUnchangedSince(int spaceId, Range range, long sequence) implements Condition {
        /** Checks that there is a range. */
        public RangeUnchangedSince {
            Objects.requireNonNull(range, "range");
        }
    }
}
