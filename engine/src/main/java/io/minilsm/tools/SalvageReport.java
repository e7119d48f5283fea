package io.minilsm.tools;

import java.nio.file.Path;
import java.util.List;

/**
 * What a salvage saved, and exactly what it could not. Sequences are those of the damaged store.
 *
 * @param from the damaged store
 * @param to the new store
 * @param lost the first {@link #MAX_LISTED} pieces whose entries are lost; empty if nothing is
 * @param lostInFiles all that is lost, by file
 * @param harmless the first {@link #MAX_LISTED} damages that cost no entry
 * @param harmlessPlaces number of all of them
 * @param notes what is worth knowing and no damage
 * @param keySpaces names of the key spaces kept: all, or there would be no report
 * @param keysWritten keys in the new store
 * @param doubtfulKeys keys of which a value was found, but a newer one, or their removal, may be in a lost piece
 * @param doubtfulWritten whether those were written too, as they were found
 * @param doubtful the first {@link #MAX_LISTED} of them; the pieces say where the others are
 */
public record SalvageReport(
        Path from,
        Path to,
        List<LostPiece> lost,
        List<LostInFile> lostInFiles,
        List<Damage> harmless,
        long harmlessPlaces,
        List<String> notes,
        List<String> keySpaces,
        long keysWritten,
        long doubtfulKeys,
        boolean doubtfulWritten,
        List<DoubtfulKey> doubtful) {
    /** Most doubtful keys, lost pieces and harmless damages that a report lists one by one; totals count them all. */
    public static final int MAX_LISTED = 1000;

    /**
     * A key of which the newest version may be lost.
     *
     * @param key the key
     * @param sequence the sequence of the value found: the key had it then
     */
    public record DoubtfulKey(SpaceKey key, long sequence) {}

    /** Copies the lists. */
    public SalvageReport {
        lost = List.copyOf(lost);
        lostInFiles = List.copyOf(lostInFiles);
        harmless = List.copyOf(harmless);
        notes = List.copyOf(notes);
        keySpaces = List.copyOf(keySpaces);
        doubtful = List.copyOf(doubtful);
    }

    /** Returns the number of all lost pieces, listed or not. */
    public long lostPieces() {
        return lostInFiles.stream().mapToLong(LostInFile::pieces).sum();
    }

    /** Returns whether nothing is lost: the new store holds exactly what the damaged one held. */
    public boolean isComplete() {
        return lost.isEmpty();
    }
}
