package io.minilsm.internal.wal;

import io.minilsm.internal.codec.Bytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Puts frames into the segment in use, and knows the ones that are full. Guarded by the writer's lock. */
final class FrameWriter {
    private final LogPoison poison;
    private final FrameHeader frame = new FrameHeader();
    private final byte[] headerBytes = new byte[FrameHeader.BYTES];

    // Guarded by the writer's lock.
    private final Deque<Segment> full = new ArrayDeque<>();
    private Segment active;
    private long markSegment;
    private long markEnd;

    // Written under the writer's lock, read by any.
    private volatile long appendedSequence;
    private volatile long durableSequence;

    FrameWriter(LogPoison poison) {
        this.poison = poison;
    }

    /** Returns the segment in use; null before the first. */
    Segment active() {
        return active;
    }

    /** Returns the segments behind which the log went on and that are not released, oldest first. */
    Deque<Segment> full() {
        return full;
    }

    long appendedSequence() {
        return appendedSequence;
    }

    long durableSequence() {
        return durableSequence;
    }

    /** Goes on in the segment, whose first frame tells where the one before ended. */
    void rotateInto(Segment next) throws IOException {
        Link link = Link.NONE;
        if (active != null) {
            flush();
            active.lastSequence = appendedSequence;
            full.add(active);
            link = new Link(active.number(), active.position, active.checksum);
        }
        active = next;
        next.lastSequence = appendedSequence;
        putControl(FrameType.LINK, link.encode());
    }

    void putData(long firstSequence, int count, byte[] payload, int offset, int length, int payloadChecksum)
            throws IOException {
        frame.type = FrameType.DATA;
        frame.sequence = firstSequence;
        frame.count = count;
        frame.payloadChecksum = payloadChecksum;
        put(payload, offset, length);
        appendedSequence = frame.lastSequence();
        active.lastSequence = appendedSequence;
    }

    /** Puts a mark, if there is room: later frames carry it too. */
    void putMark() throws IOException {
        if (active.fits(FrameHeader.BYTES)) {
            putControl(FrameType.MARK, Bytes.EMPTY);
            flush();
        }
    }

    /** Puts the trailer, for which there is always room. */
    void putTrailer() throws IOException {
        putControl(FrameType.TRAILER, Bytes.EMPTY);
        flush();
    }

    /** Hands what was put to the operating system. */
    void flush() throws IOException {
        poison.check();
        try {
            active.output().flush();
        } catch (IOException | RuntimeException | Error e) {
            throw poison.set(e);
        }
    }

    /** Takes note that the log is durable up to there; frames tell from now on. */
    void advanceMark(long segment, long end, long sequence) {
        assert segment > markSegment || segment == markSegment && end >= markEnd;
        markSegment = segment;
        markEnd = end;
        durableSequence = Math.max(durableSequence, sequence);
    }

    private void putControl(int type, byte[] payload) throws IOException {
        frame.type = type;
        frame.sequence = appendedSequence;
        frame.count = 0;
        frame.payloadChecksum = WalFormat.payloadChecksum(payload, 0, payload.length);
        put(payload, 0, payload.length);
    }

    /** Puts the frame whose header's other fields are set. */
    private void put(byte[] payload, int offset, int length) throws IOException {
        poison.check();
        try {
            frame.payloadLength = length;
            frame.offset = active.position;
            frame.markSegment = markSegment;
            frame.markEnd = markEnd;
            frame.encode(headerBytes, 0, active.use().nonce());
            active.output().put(active.position, headerBytes, payload, offset, length);
            active.position = frame.end();
            active.checksum = WalFormat.chain(active.checksum, frame.checksum);
        } catch (IOException | RuntimeException | Error e) {
            throw poison.set(e);
        }
    }
}
