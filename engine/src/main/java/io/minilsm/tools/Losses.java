package io.minilsm.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what a salvage could not save: the first pieces one by one, all of them in the totals. For one thread. */
final class Losses {
    private final List<LostPiece> listed = new ArrayList<>();
    private final Map<String, LostInFile> files = new LinkedHashMap<>();
    private final List<Damage> harmless = new ArrayList<>();
    private long harmlessPlaces;

    void add(LostPiece piece) {
        if (listed.size() < SalvageReport.MAX_LISTED) {
            listed.add(piece);
        }
        files.merge(piece.damage().file(), LostInFile.of(piece), LostInFile::and);
    }

    void addHarmless(Damage damage) {
        harmlessPlaces++;
        if (harmless.size() < SalvageReport.MAX_LISTED) {
            harmless.add(damage);
        }
    }

    /** Returns the first pieces. */
    List<LostPiece> listed() {
        return listed;
    }

    /** Returns the totals of each file that lost something. */
    List<LostInFile> files() {
        return List.copyOf(files.values());
    }

    /** Returns the first damages that cost nothing. */
    List<Damage> harmless() {
        return harmless;
    }

    /** Returns the number of all of them. */
    long harmlessPlaces() {
        return harmlessPlaces;
    }
}
