package io.minilsm.tools;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a verification found.
 *
 * @param directory the store
 * @param damages the first {@value #MAX_LISTED} damages found, in the order of the files; empty if the store is whole
 * @param furtherDamages by file, how many more there are: together with those that are listed, every damaged file. A
 *     place that two checks found counts twice here
 * @param notes what is worth knowing and no damage, such as files that are not the store's; {@value #MAX_LISTED}, and
 *     then one that says how many more
 * @param filesChecked number of files read
 * @param bytesChecked number of bytes in them
 * @param entriesChecked number of entries in tables and log, overwritten versions and deletes included
 */
public record VerifyReport(
        Path directory,
        List<Damage> damages,
        SortedMap<String, Long> furtherDamages,
        List<String> notes,
        int filesChecked,
        long bytesChecked,
        long entriesChecked) {
    /** More than a person reads, and a few hundred kilobytes: a store may have as many damages as blocks. */
    public static final int MAX_LISTED = 1000;

    /** Copies the collections. */
    public VerifyReport {
        damages = List.copyOf(damages);
        furtherDamages = Collections.unmodifiableSortedMap(new TreeMap<>(furtherDamages));
        notes = List.copyOf(notes);
    }

    /** Returns whether no damage was found. */
    public boolean isClean() {
        return damages.isEmpty();
    }

    /** Returns how many damages were found, listed or not. */
    public long damageCount() {
        return damages.size()
                + furtherDamages.values().stream().mapToLong(Long::longValue).sum();
    }
}
