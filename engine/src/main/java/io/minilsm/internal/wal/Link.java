package io.minilsm.internal.wal;

import io.minilsm.internal.codec.Bytes;

/**
 * The payload of a segment's first frame: where the log comes from. A writer's first segment comes from none.
 *
 * <pre>
 * offset  size  field
 *      0     8  number of the segment before, 0 if none
 *      8     8  offset behind its last frame
 *     16     4  its checksum over the header checksums of its frames
 *     20     4  zeros
 * </pre>
 *
 * @param segment number of the segment before, 0 if none
 * @param endOffset offset behind its last frame
 * @param checksum its checksum as in {@link ClosedSegment}
 */
record Link(long segment, long endOffset, int checksum) {
    static final Link NONE = new Link(0, 0, 0);

    byte[] encode() {
        byte[] bytes = new byte[WalFormat.LINK_PAYLOAD_BYTES];
        Bytes.putLong(bytes, 0, segment);
        Bytes.putLong(bytes, 8, endOffset);
        Bytes.putInt(bytes, 16, checksum);
        return bytes;
    }

    static Link decode(byte[] bytes, int at) {
        return new Link(Bytes.getLong(bytes, at), Bytes.getLong(bytes, at + 8), Bytes.getInt(bytes, at + 16));
    }
}
