package io.minilsm.bench.peer;

/**
 * Who is measured, as the report knows it.
 *
 * @param label the name
 * @param family the name that its variants have in common; the best of them is the one to beat
 * @param note how it is set up
 * @param survivesKill whether an acknowledged put survives the kill of the process
 * @param role what it is in the comparison
 */
public record Contender(String label, String family, String note, boolean survivesKill, Role role) {
    /** What somebody is in a comparison. */
    public enum Role {
        /** This project. */
        OURS,
        /** Another setting of this project: shown, compared with nobody. */
        VARIANT,
        /** Somebody else. */
        PEER,
        /** No store: what the machine or the frame around the stores gives. */
        YARDSTICK
    }
}
