package io.minilsm.internal.wal;

import io.minilsm.internal.format.FileName;

/** A segment that a writer made: its file and how far it is written. */
final class Segment {
    // Constant after construction.
    private final WalSegment use;
    private final SegmentOutput output;
    private final long[] nonces;

    // Guarded by the writer's lock.
    long position = WalFormat.FIRST_FRAME_OFFSET;
    long lastSequence;
    int checksum;
    boolean forced;
    boolean reported;
    long osAppends;
    long forces;

    /**
     * Makes a segment without frames.
     *
     * @param nonces of all uses of the file, this one included
     */
    Segment(WalSegment use, SegmentOutput output, long[] nonces) {
        this.use = use;
        this.output = output;
        this.nonces = nonces;
    }

    WalSegment use() {
        return use;
    }

    long number() {
        return use.number();
    }

    String fileName() {
        return FileName.wal(use.number());
    }

    SegmentOutput output() {
        return output;
    }

    long[] nonces() {
        return nonces;
    }

    /** Returns whether a frame of that length has room, and the trailer behind it. */
    boolean fits(long frameBytes) {
        return position + frameBytes <= use.sizeBytes() - WalFormat.TRAILER_BYTES;
    }

    boolean isHalfFull() {
        long usable = use.sizeBytes() - WalFormat.FIRST_FRAME_OFFSET;
        return position - WalFormat.FIRST_FRAME_OFFSET >= usable / 2;
    }

    /**
     * Returns whether most appends went to the operating system without being waited for: then a mapping saves a call
     * each, while for appends that are forced one by one it would only add page faults to the force.
     */
    boolean isMostlyUnforced() {
        return osAppends > 8 * forces;
    }

    ClosedSegment toClosed() {
        return new ClosedSegment(use.number(), position, lastSequence, checksum);
    }
}
