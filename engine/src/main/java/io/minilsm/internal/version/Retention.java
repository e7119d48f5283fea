package io.minilsm.internal.version;

/**
 * What history of changes a store keeps. Immutable.
 *
 * @param floorSequence all changes behind this sequence are in the log's segments, retained and live
 * @param maxBytes size of the retained segments, at most; 0 if no history is kept
 * @param maxAgeMillis how long a segment is retained, at most; 0 for as long as there is room
 */
public record Retention(long floorSequence, long maxBytes, long maxAgeMillis) {
    /** No history is kept. */
    public static final Retention NONE = new Retention(0, 0, 0);

    /** Returns whether a history is kept. */
    public boolean isKept() {
        return maxBytes > 0;
    }

    /** Returns this with a history that begins later. */
    public Retention from(long floor) {
        return new Retention(Math.max(floor, floorSequence), maxBytes, maxAgeMillis);
    }
}
