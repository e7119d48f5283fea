package io.minilsm.internal.wal;

import io.minilsm.internal.format.FileName;
import java.io.IOException;

/** What lies behind the place where a log seems to end. Filled by one thread. */
final class Evidence {
    private final long endSegment;
    private final long endOffset;
    private boolean torn;
    private String firstValid;
    private long lastSequence;
    private long lastLostSequence;
    private long claimSegment;
    private long claimEnd;

    /** Makes evidence about a log that seems to end there. */
    Evidence(long endSegment, long endOffset) {
        this.endSegment = endSegment;
        this.endOffset = endOffset;
    }

    /** Searches a segment for frames that hold. The mark of a header that holds counts, whatever its payload. */
    void collect(SegmentReader reader, long from) throws IOException {
        for (long at = reader.find(from); at >= 0; at = reader.find(reader.frame().end())) {
            boolean valid = reader.read(at, reader.sizeBytes());
            FrameHeader frame = reader.frame();
            if (valid) {
                if (firstValid == null) {
                    firstValid = reader.fileName() + ":" + at;
                    lastLostSequence = frame.type == FrameType.DATA ? frame.sequence - 1 : frame.sequence;
                }
                lastSequence = frame.lastSequence();
            } else {
                torn = true;
            }
            claim(frame.markSegment, frame.markEnd, frame.type == FrameType.DATA ? frame.sequence - 1 : frame.sequence);
        }
    }

    /** Takes note that the log is said to be durable up to there. */
    void claim(long segment, long end, long sequence) {
        boolean beyondEnd = segment > endSegment || segment == endSegment && end > endOffset;
        boolean beyondClaim = segment > claimSegment || segment == claimSegment && end > claimEnd;
        if (beyondEnd && beyondClaim) {
            claimSegment = segment;
            claimEnd = end;
            if (firstValid == null) {
                lastLostSequence = sequence;
            }
        }
    }

    /** Returns whether no frame behind the end holds. */
    boolean isEmpty() {
        return firstValid == null;
    }

    /** Returns whether a header without its payload was found. */
    boolean isTorn() {
        return torn;
    }

    boolean claimsDurable() {
        return claimSegment > 0;
    }

    String durableUpTo() {
        return FileName.wal(claimSegment) + ":" + claimEnd;
    }

    String firstValid() {
        return firstValid;
    }

    /** Returns the last sequence that is lost for certain. */
    long lastLostSequence() {
        return lastLostSequence;
    }

    /** Returns the last sequence of the frames that hold. */
    long lastSequence() {
        return lastSequence;
    }
}
