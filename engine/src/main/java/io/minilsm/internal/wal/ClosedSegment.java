package io.minilsm.internal.wal;

/**
 * What the manifest records of a log segment after it was closed and forced: all of it up to {@code endOffset} was
 * durable then, so anything missing later is damage.
 *
 * @param number file number
 * @param endOffset offset behind the last frame
 * @param lastSequence last sequence in the segment; of the segment before if it holds none
 * @param checksum CRC-32C of the bytes before {@code endOffset}, seeded with the nonce
 */
public record ClosedSegment(long number, long endOffset, long lastSequence, int checksum) {}
