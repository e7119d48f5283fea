package io.minilsm.tools;

/**
 * All that is lost of one file of a damaged store, however many pieces it is.
 *
 * @param file name of the file in the store's directory
 * @param pieces number of lost pieces
 * @param lengthBytes their length in the file, as far as it is known
 * @param from no lost key is before it; null if any may be
 * @param to no lost key is behind it; null if any may be
 * @param firstSequence smallest sequence of a lost entry
 * @param lastSequence largest sequence of a lost entry; {@link LostPiece#UNKNOWN} if nothing tells
 */
public record LostInFile(
        String file,
        long pieces,
        long lengthBytes,
        SpaceKey from,
        SpaceKey to,
        long firstSequence,
        long lastSequence) {

    static LostInFile of(LostPiece piece) {
        return new LostInFile(
                piece.damage().file(),
                1,
                piece.lengthBytes(),
                piece.from(),
                piece.to(),
                piece.firstSequence(),
                piece.lastSequence());
    }

    /** Adds the next piece; those of a table come in the order of keys. */
    LostInFile and(LostInFile next) {
        return new LostInFile(
                file,
                pieces + next.pieces,
                lengthBytes + next.lengthBytes,
                from,
                next.to,
                Math.min(firstSequence, next.firstSequence),
                Math.max(lastSequence, next.lastSequence));
    }
}
