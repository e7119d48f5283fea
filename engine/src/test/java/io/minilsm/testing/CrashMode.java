package io.minilsm.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * What a power cut may take away: of the bytes, and of the names.
 *
 * @param data what happens to bytes that were not forced
 * @param names what happens to names whose directory was not synced
 */
public record CrashMode(Data data, Names names) {
    /** What happens to bytes that were not forced. */
    public enum Data {
        /** All are gone. */
        STRICT,

        /** Each sector of 512 bytes keeps by chance its old bytes, its new ones or some in between. */
        CUT,

        /** They arrived in the order of writing up to some point; the write at that point is torn at any byte. */
        PREFIX,

        /** Like {@link #CUT}, but a lost sector behind the old end of the file reads as random bytes. */
        GARBAGE
    }

    /** What happens to names (creates, renames, deletes) whose directory was not synced. */
    public enum Names {
        /** Only a sync of the directory makes them durable; of others, none or some survive. */
        STRICT,

        /** As in a file system with a journal: a sync of anything commits all earlier names; later ones in order. */
        JOURNAL
    }

    /** Returns all combinations. */
    public static List<CrashMode> all() {
        List<CrashMode> modes = new ArrayList<>();
        for (Data data : Data.values()) {
            for (Names names : Names.values()) {
                modes.add(new CrashMode(data, names));
            }
        }
        return modes;
    }
}
