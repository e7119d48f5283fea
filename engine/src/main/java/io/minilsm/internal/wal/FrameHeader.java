package io.minilsm.internal.wal;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.key.Tag;

/**
 * The 40 bytes before a frame's payload, both ways. A carrier that is filled again and again, for one thread at a time.
 *
 * <pre>
 * offset  size  field
 *      0     4  header checksum: CRC-32C of bytes 4 to 39, seeded with the segment's nonce
 *      4     4  payload checksum: CRC-32C of the payload, seeded with zero
 *      8     4  payload length
 *     12     4  offset of this frame in the file, in units of eight bytes
 *     16     8  sequence in the low 56 bits, frame type in the top byte
 *     24     4  entry count
 *     28     8  durable mark: segment number
 *     36     4  durable mark: end offset in that segment, in units of eight bytes
 * </pre>
 */
final class FrameHeader {
    static final int BYTES = 40;

    private static final int PAYLOAD_CHECKSUM_OFFSET = 4;
    private static final int LENGTH_OFFSET = 8;
    private static final int OWN_OFFSET_OFFSET = 12;
    private static final int SEQUENCE_OFFSET = 16;
    private static final int COUNT_OFFSET = 24;
    private static final int MARK_SEGMENT_OFFSET = 28;
    private static final int MARK_END_OFFSET = 36;
    private static final int TYPE_SHIFT = 56;
    private static final long SEQUENCE_MASK = (1L << TYPE_SHIFT) - 1;

    int checksum;
    int payloadChecksum;
    int payloadLength;
    long offset;
    int type;

    /** Of a data frame: of its first entry. Of the others: the last sequence in the log before the frame. */
    long sequence;

    int count;
    long markSegment;
    long markEnd;

    /** Returns the sequence of the last entry in the log, this frame's included. */
    long lastSequence() {
        return sequence + Math.max(0, count - 1);
    }

    /** Returns the offset behind the frame. */
    long end() {
        return offset + WalFormat.frameBytes(payloadLength);
    }

    /** Writes the header's bytes and sets its checksum. */
    void encode(byte[] target, int at, long nonce) {
        Bytes.putInt(target, at + PAYLOAD_CHECKSUM_OFFSET, payloadChecksum);
        Bytes.putInt(target, at + LENGTH_OFFSET, payloadLength);
        Bytes.putInt(target, at + OWN_OFFSET_OFFSET, (int) (offset / WalFormat.ALIGNMENT));
        Bytes.putLong(target, at + SEQUENCE_OFFSET, (long) type << TYPE_SHIFT | sequence);
        Bytes.putInt(target, at + COUNT_OFFSET, count);
        Bytes.putLong(target, at + MARK_SEGMENT_OFFSET, markSegment);
        Bytes.putInt(target, at + MARK_END_OFFSET, (int) (markEnd / WalFormat.ALIGNMENT));
        checksum = headerChecksum(target, at, nonce);
        Bytes.putInt(target, at, checksum);
    }

    /**
     * Reads a header.
     *
     * @param frameOffset where in the file the bytes lie
     * @param limit where the frames of the file end
     * @return whether a header of this place and this use of the file is there and its frame ends before the limit; if
     *     not, the fields mean nothing
     */
    boolean decode(byte[] source, int at, long nonce, long frameOffset, long limit) {
        // The cheapest test first: a search for frames asks this at every eighth byte.
        if (Bytes.getInt(source, at + OWN_OFFSET_OFFSET) != (int) (frameOffset / WalFormat.ALIGNMENT)) {
            return false;
        }
        checksum = Bytes.getInt(source, at);
        if (checksum != headerChecksum(source, at, nonce)) {
            return false;
        }
        offset = frameOffset;
        payloadChecksum = Bytes.getInt(source, at + PAYLOAD_CHECKSUM_OFFSET);
        payloadLength = Bytes.getInt(source, at + LENGTH_OFFSET);
        long typeAndSequence = Bytes.getLong(source, at + SEQUENCE_OFFSET);
        type = (int) (typeAndSequence >>> TYPE_SHIFT);
        sequence = typeAndSequence & SEQUENCE_MASK;
        count = Bytes.getInt(source, at + COUNT_OFFSET);
        markSegment = Bytes.getLong(source, at + MARK_SEGMENT_OFFSET);
        markEnd = Integer.toUnsignedLong(Bytes.getInt(source, at + MARK_END_OFFSET)) * WalFormat.ALIGNMENT;
        return fieldsHold(limit);
    }

    private boolean fieldsHold(long limit) {
        if (!FrameType.isKnown(type) || payloadLength < 0 || end() > limit || count < 0) {
            return false;
        }
        if (type == FrameType.DATA) {
            return count >= 1 && sequence >= 1 && lastSequence() <= Tag.MAX_SEQUENCE;
        }
        int expectedLength = type == FrameType.LINK ? WalFormat.LINK_PAYLOAD_BYTES : 0;
        return count == 0 && payloadLength == expectedLength && sequence <= Tag.MAX_SEQUENCE;
    }

    private static int headerChecksum(byte[] bytes, int at, long nonce) {
        return Checksum.of(nonce, bytes, at + PAYLOAD_CHECKSUM_OFFSET, BYTES - PAYLOAD_CHECKSUM_OFFSET);
    }
}
