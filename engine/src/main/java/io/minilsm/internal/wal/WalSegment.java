package io.minilsm.internal.wal;

/**
 * One use of a segment file, as the manifest records it before the first frame.
 *
 * @param number the file's number
 * @param nonce random for each use; seeds the checksum of every frame, so that frames of an earlier use do not hold
 * @param sizeBytes size of the file, all of it written and forced
 */
public record WalSegment(long number, long nonce, long sizeBytes) {}
