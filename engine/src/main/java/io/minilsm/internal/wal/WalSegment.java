package io.minilsm.internal.wal;

/**
 * A log segment as the manifest registers it before its first frame is written.
 *
 * @param number file number
 * @param nonce random for this use of the file; frames of an earlier use never validate
 * @param sizeBytes length of the file, all of it really written
 */
public record WalSegment(long number, long nonce, long sizeBytes) {}
