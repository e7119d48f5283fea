package io.minilsm.internal.wal;

import java.io.IOException;

/**
 * Where segments are made known, so that recovery expects them: the manifest. Called from writers' and background
 * threads, never with a lock of the log held; must not wait for an append to end.
 */
public interface SegmentRegistry {
    /** Returns a file number larger than all before. */
    long newFileNumber() throws IOException;

    /**
     * Records the segment; durable when this returns. Segments are registered in the order of their numbers, each
     * before its first frame.
     *
     * @throws io.minilsm.api.DiskFullException if there is no space and nothing was recorded: the writer goes on and
     *     may ask again; any other failure poisons it
     */
    void register(WalSegment segment) throws IOException;

    /**
     * Records the end of a full segment, after its force, in the order of the numbers; when the log is closed, the end
     * of the segment in use too. A segment that was dropped meanwhile is to be ignored. Any failure poisons the writer.
     */
    void closed(ClosedSegment segment) throws IOException;
}
