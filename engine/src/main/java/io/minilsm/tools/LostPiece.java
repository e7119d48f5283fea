package io.minilsm.tools;

import io.minilsm.internal.key.Tag;

/**
 * A piece of a damaged store whose entries are lost. Each key in its range may have lost versions of these sequences;
 * that most of them had any is likely of a table and unlikely of the log.
 *
 * @param damage file, offset and what does not hold
 * @param lengthBytes length of the piece in the file; 0 if it is not known
 * @param from no lost key is before it; null if any may be, as in the log, which is not ordered by key
 * @param to no lost key is behind it; null if any may be
 * @param firstSequence smallest sequence of a lost entry
 * @param lastSequence largest sequence of a lost entry; {@link #UNKNOWN} if nothing tells
 */
public record LostPiece(
        Damage damage, long lengthBytes, SpaceKey from, SpaceKey to, long firstSequence, long lastSequence) {
    /** Stands for the last sequence of a piece with nothing behind it that would tell. */
    public static final long UNKNOWN = Tag.MAX_SEQUENCE;
}
