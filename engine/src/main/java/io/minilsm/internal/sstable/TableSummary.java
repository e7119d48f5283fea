package io.minilsm.internal.sstable;

/**
 * What there is to know of a finished table. Immutable, as long as nobody changes the key arrays.
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
public record TableSummary(
        long number,
        long sizeBytes,
        byte[] smallestKey,
        byte[] largestKey,
        long smallestSequence,
        long largestSequence,
        long entries,
        long deletes,
        int checksum) {}
