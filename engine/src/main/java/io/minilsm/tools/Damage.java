package io.minilsm.tools;

import io.minilsm.api.CorruptionException;

/**
 * One place where a store's bytes are not what was written.
 *
 * @param file name of the file in the store's directory
 * @param offset bytes from the start of the file; -1 for the whole file
 * @param what what does not hold, with actual and expected values
 * @param reach which entries it concerns; null if none or nobody can tell
 */
public record Damage(String file, long offset, String what, Reach reach) {
    /**
     * The entries that the damaged bytes may have held.
     *
     * @param block ordinal of the damaged block of a table, from 0; {@link #NO_BLOCK} if it is more or less than one
     * @param from no key is before it; null if any may be, as in the log, which is not ordered by key
     * @param to no key is behind it; null if any may be
     * @param firstSequence smallest sequence
     * @param lastSequence largest sequence; {@link LostPiece#UNKNOWN} if nothing tells
     */
    public record Reach(int block, SpaceKey from, SpaceKey to, long firstSequence, long lastSequence) {
        /** Stands for the block of a damage that is not of one block. */
        public static final int NO_BLOCK = -1;
    }

    static Damage of(CorruptionException e) {
        return of(e, null);
    }

    static Damage of(CorruptionException e, Reach reach) {
        return new Damage(e.file(), e.offset(), e.getMessage(), reach);
    }
}
