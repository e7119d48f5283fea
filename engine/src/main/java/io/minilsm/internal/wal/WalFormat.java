package io.minilsm.internal.wal;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;

/** The layout of a segment. Stateless. Layout: docs/format/wal.md. */
final class WalFormat {
    /**
     * Offset of the first frame. The file header has a page of its own, so that a torn write of a frame cannot reach
     * it.
     */
    static final int FIRST_FRAME_OFFSET = 4096;

    /** Length of the header of a frame. */
    static final int HEADER_BYTES = FrameHeader.BYTES;

    /** Frames begin at multiples of this. */
    static final int ALIGNMENT = 8;

    /** Length of the payload of a {@link FrameType#LINK}. */
    static final int LINK_PAYLOAD_BYTES = 24;

    /** Kept free at the end of a segment, so that a trailer always has room, a full disk or not. */
    static final int TRAILER_BYTES = HEADER_BYTES;

    /** Bytes of a segment that no data frame can have. */
    static final long OVERHEAD_BYTES = FIRST_FRAME_OFFSET + frameBytes(LINK_PAYLOAD_BYTES) + TRAILER_BYTES;

    /** Segment sizes are multiples of this. */
    static final int SIZE_UNIT_BYTES = 4096;

    /** Files are filled with zeros and read in pieces of this size: the largest piece the disk layer copies at once. */
    static final int CHUNK_BYTES = 256 << 10;

    private WalFormat() {}

    /** Returns the length in bytes of a frame: header, payload, and zeros up to the next multiple of eight. */
    static long frameBytes(int payloadLength) {
        return Bytes.alignToEight(HEADER_BYTES + (long) payloadLength);
    }

    /** Returns the size of a segment that has room for the frame. */
    static long segmentBytesFor(long frameBytes) {
        long needed = OVERHEAD_BYTES + frameBytes;
        return (needed + SIZE_UNIT_BYTES - 1) / SIZE_UNIT_BYTES * SIZE_UNIT_BYTES;
    }

    static int payloadChecksum(byte[] payload, int offset, int length) {
        return Checksum.of(0, payload, offset, length);
    }

    /** Returns the checksum of a segment that goes on with a frame. */
    static int chain(int before, int headerChecksum) {
        return 31 * before + headerChecksum;
    }
}
