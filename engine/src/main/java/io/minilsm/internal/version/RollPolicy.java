package io.minilsm.internal.version;

/**
 * When a manifest has grown enough to begin a new one. Immutable.
 *
 * @param smallestBytes below this length it never has
 * @param snapshotFactor from this many times the length of its snapshot on it has
 */
record RollPolicy(long smallestBytes, int snapshotFactor) {
    /**
     * A manifest of a megabyte is read in milliseconds; four times the snapshot writes it anew for a third more bytes.
     */
    static final RollPolicy DEFAULT = new RollPolicy(1 << 20, 4);

    boolean isDue(long length, long snapshotBytes) {
        return length > smallestBytes && length > snapshotFactor * snapshotBytes;
    }
}
