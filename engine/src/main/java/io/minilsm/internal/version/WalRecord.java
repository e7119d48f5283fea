package io.minilsm.internal.version;

import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;

/**
 * What the manifest knows of a log segment.
 *
 * @param segment the segment as it was registered
 * @param closed its end; null while it may still grow
 */
public record WalRecord(WalSegment segment, ClosedSegment closed) {
    /** Returns the file number. */
    public long number() {
        return segment.number();
    }

    /** Returns whether the segment's end is recorded. */
    public boolean isClosed() {
        return closed != null;
    }
}
