package io.minilsm.internal.wal;

/**
 * A segment whose frames before an end are forced and that takes no more of them, as the manifest records it.
 *
 * @param number the file's number
 * @param endOffset offset behind the last frame; what lies behind it in the file is no part of the log
 * @param lastSequence last sequence in the log up to that offset, this segment and the ones before
 * @param checksum over the header checksums of all frames before the end: docs/format/wal.md
 */
public record ClosedSegment(long number, long endOffset, long lastSequence, int checksum) {}
