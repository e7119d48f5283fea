package io.minilsm.rot;

import java.util.HashMap;
import java.util.Map;

/**
 * One damage to a store. Immutable.
 *
 * @param kind what kind of damage
 * @param file the file that it is counted under
 * @param what the damage in words
 * @param changed the damaged files; null stands for one that is gone
 */
record Rot(Kind kind, String file, String what, Map<String, byte[]> changed) {
    /** Kinds of damage; the weight is their share of a sample. */
    enum Kind {
        BIT(6),
        BIT_BEHIND_END(1),
        CUT(2),
        LENGTHENED(1),
        ZEROED_SECTOR(2),
        GARBAGE_SECTOR(2),
        SECTORS_SWAPPED(2),
        SECTOR_FROM_OTHER_FILE(2),
        PIECES_SWAPPED(2),
        PIECE_FROM_OTHER_FILE(2),
        OLDER_COPY(2),
        TWIN_FILE(1),
        DELETED(1),
        EXCHANGED(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }
    }

    /** Returns all files after the damage. */
    Map<String, byte[]> applyTo(Map<String, byte[]> whole) {
        Map<String, byte[]> damaged = new HashMap<>(whole);
        changed.forEach((name, bytes) -> {
            if (bytes == null) {
                damaged.remove(name);
            } else {
                damaged.put(name, bytes);
            }
        });
        return damaged;
    }
}
