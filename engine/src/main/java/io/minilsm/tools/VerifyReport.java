package io.minilsm.tools;

import java.nio.file.Path;
import java.util.List;

/**
 * What a verification found.
 *
 * @param directory the store
 * @param damages every damage found, in the order of the files; empty if the store is whole
 * @param notes what is worth knowing and no damage, such as files that are not the store's
 * @param filesChecked number of files read
 * @param bytesChecked number of bytes in them
 * @param entriesChecked number of entries in tables and log, overwritten versions and deletes included
 */
public record VerifyReport(
        Path directory,
        List<Damage> damages,
        List<String> notes,
        int filesChecked,
        long bytesChecked,
        long entriesChecked) {
    /** Copies the lists. */
    public VerifyReport {
        damages = List.copyOf(damages);
        notes = List.copyOf(notes);
    }

    /** Returns whether no damage was found. */
    public boolean isClean() {
        return damages.isEmpty();
    }
}
