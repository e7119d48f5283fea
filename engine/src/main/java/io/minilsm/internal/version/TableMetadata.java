package io.minilsm.internal.version;

import java.util.Arrays;

/**
 * What the manifest knows of a table. Immutable, as long as nobody changes the key arrays.
 *
 * @param number file number
 * @param sizeBytes length of the file
 * @param smallestKey first scoped key
 * @param largestKey last scoped key, inclusive
 * @param smallestSequence smallest sequence of an entry
 * @param largestSequence largest sequence of an entry
 * @param entries number of entries, deletes included
 * @param deletes number of deletes among them
 * @param checksum CRC-32C of the whole file, seeded with the file number
 */
public record TableMetadata(
        long number,
        long sizeBytes,
        byte[] smallestKey,
        byte[] largestKey,
        long smallestSequence,
        long largestSequence,
        long entries,
        long deletes,
        int checksum) {

    /** Returns whether the table's keys meet the range; a null bound is open, {@code to} is inclusive. */
    public boolean overlaps(byte[] from, byte[] to) {
        return (to == null || Arrays.compareUnsigned(smallestKey, to) <= 0)
                && (from == null || Arrays.compareUnsigned(largestKey, from) >= 0);
    }

    /** Two tables are the same if they have the same number: numbers are never used twice. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TableMetadata table && table.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
