package io.minilsm.internal.version;

import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;

/**
 * What the manifest knows of a log segment.
 *
 * @param segment the segment as it was registered
 * @param closed its end; null while it may still grow
 * @param retainedMillis when it became a part of the history alone, by the clock; 0 while recovery needs it
 */
public record WalRecord(WalSegment segment, ClosedSegment closed, long retainedMillis) {
    /** Makes the record of a segment that recovery needs. */
    public WalRecord(WalSegment segment, ClosedSegment closed) {
        this(segment, closed, 0);
    }

    /** Returns the file number. */
    public long number() {
        return segment.number();
    }

    /** Returns whether the segment's end is recorded. */
    public boolean isClosed() {
        return closed != null;
    }

    /** Returns whether the segment is kept for the history of changes alone: all it holds is in tables. */
    public boolean isRetained() {
        return retainedMillis != 0;
    }
}
