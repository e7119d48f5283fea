package io.minilsm.internal.wal;

import io.minilsm.api.WriteBatch;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A segment file with whatever frames a test wants, each with checksums that hold. For one thread. */
final class ForgedSegment {
    final long number;
    final long nonce;
    final byte[] file;
    long position = WalFormat.FIRST_FRAME_OFFSET;
    int checksum;
    private long markSegment;
    private long markEnd;

    ForgedSegment(long number) {
        this(number, (int) LogBed.SMALLEST);
    }

    ForgedSegment(long number, int sizeBytes) {
        this.number = number;
        nonce = 1000 + number;
        file = Arrays.copyOf(new FileHeader(FileKind.WAL, number, LogBed.STORE, nonce).encode(), sizeBytes);
    }

    /** Sets what the next frames claim to be durable. */
    ForgedSegment mark(long segment, long end) {
        markSegment = segment;
        markEnd = end;
        return this;
    }

    /** Sets that the next frames claim all frames before them to be durable. */
    ForgedSegment markHere() {
        return mark(number, position);
    }

    ForgedSegment link(Link link, long sequence) {
        return frame(FrameType.LINK, sequence, 0, link.encode());
    }

    /** Links to the end of another segment. */
    ForgedSegment linkTo(ForgedSegment before, long sequence) {
        return link(new Link(before.number, before.position, before.checksum), sequence);
    }

    /** Adds a batch of one put of the value. */
    ForgedSegment data(long sequence, String value) {
        WriteBatch batch = new WriteBatch();
        batch.put("key".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        return frame(FrameType.DATA, sequence, 1, Arrays.copyOf(batch.encoded(), batch.encodedLength()));
    }

    ForgedSegment control(int type, long sequence) {
        return frame(type, sequence, 0, new byte[0]);
    }

    ForgedSegment frame(int type, long sequence, int count, byte[] payload) {
        FrameHeader frame = new FrameHeader();
        frame.type = type;
        frame.sequence = sequence;
        frame.count = count;
        frame.payloadLength = payload.length;
        frame.payloadChecksum = WalFormat.payloadChecksum(payload, 0, payload.length);
        frame.offset = position;
        frame.markSegment = markSegment;
        frame.markEnd = markEnd;
        frame.encode(file, (int) position, nonce);
        System.arraycopy(payload, 0, file, (int) position + FrameHeader.BYTES, payload.length);
        position = frame.end();
        checksum = WalFormat.chain(checksum, frame.checksum);
        return this;
    }

    /** Changes a byte of the file: of a frame, say, which then does not hold. */
    ForgedSegment damage(long offset) {
        file[(int) offset] ^= 1;
        return this;
    }

    /** Puts the file into the directory and into the manifest. */
    ForgedSegment putInto(LogBed bed) throws IOException {
        bed.vfs.createDirectories(bed.directory);
        bed.write(number, file);
        bed.registered.put(number, new WalSegment(number, nonce, file.length));
        return this;
    }

    /** As {@link #putInto}, closed behind its last frame. */
    ForgedSegment putClosedInto(LogBed bed, long lastSequence) throws IOException {
        putInto(bed);
        bed.closed.put(number, new ClosedSegment(number, position, lastSequence, checksum));
        return this;
    }
}
