package io.minilsm.internal.wal;

import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Steps through one segment file without a manifest, for people and for checks: frames that hold, frames whose payload
 * does not, and gaps between. Makes no judgement of its own; {@link WalReplay} does. For one thread at a time.
 */
public final class WalScanner implements Closeable {
    /** What a stretch of the file is. */
    public enum Condition {
        /** A frame that holds. */
        VALID,
        /** A frame whose header holds and whose payload or padding does not. */
        BAD_PAYLOAD,
        /** Bytes before a frame that holds that are none themselves: damage, or writes lost in a power cut. */
        GAP
    }

    /**
     * A stretch of the file.
     *
     * @param offset where it begins
     * @param lengthBytes its length, padding included
     * @param type {@code data}, {@code mark}, {@code trailer} or {@code link}; {@code gap} for a gap
     * @param firstSequence of a data frame: of its first entry; of others: the last sequence before
     * @param count number of entries of a data frame
     * @param payloadBytes length of the payload
     * @param durableSegment number of the segment up to which the frame claims the log durable, 0 for none
     * @param durableEnd end of the durable part of that segment
     */
    public record Stretch(
            Condition condition,
            long offset,
            long lengthBytes,
            String type,
            long firstSequence,
            int count,
            int payloadBytes,
            long durableSegment,
            long durableEnd) {
        /** Returns the offset behind it. */
        public long end() {
            return offset + lengthBytes;
        }
    }

    private final SegmentReader reader;
    private long position = WalFormat.FIRST_FRAME_OFFSET;
    private int checksum;

    private WalScanner(SegmentReader reader) {
        this.reader = reader;
    }

    /**
     * Opens a segment file.
     *
     * @throws io.minilsm.api.CorruptionException if its header does not hold
     */
    public static WalScanner open(Vfs vfs, Path directory, long number) throws IOException {
        return new WalScanner(SegmentReader.open(vfs, directory, number));
    }

    /** Returns the file's header. */
    public FileHeader fileHeader() {
        return reader.fileHeader();
    }

    /** Returns the size of the file in bytes. */
    public long sizeBytes() {
        return reader.sizeBytes();
    }

    /** Returns whether the bytes between the file's header and the first frame are zeros, as they should be. */
    public boolean isPaddingClean() throws IOException {
        return reader.isPaddingClean();
    }

    /** Returns the next stretch; null if nothing behind the last one holds. */
    public Stretch next() throws IOException {
        long at = reader.find(position);
        if (at < 0) {
            return null;
        }
        if (at > position) {
            Stretch gap = new Stretch(Condition.GAP, position, at - position, "gap", 0, 0, 0, 0, 0);
            position = at;
            return gap;
        }
        boolean valid = reader.read(at, reader.sizeBytes());
        FrameHeader frame = reader.frame();
        position = frame.end();
        checksum = WalFormat.chain(checksum, frame.checksum);
        return new Stretch(
                valid ? Condition.VALID : Condition.BAD_PAYLOAD,
                at,
                position - at,
                FrameType.name(frame.type),
                frame.sequence,
                frame.count,
                frame.payloadLength,
                frame.markSegment,
                frame.markEnd);
    }

    /** Returns a reader of the entries of the data frame last returned; valid until the next step. */
    public BatchReader entries() {
        return new BatchReader(reader.array(), reader.payloadOffset(), reader.frame().payloadLength);
    }

    /** Returns where the last stretch ended. */
    public long position() {
        return position;
    }

    /** Returns the checksum over the frames so far, to compare with {@link ClosedSegment#checksum()}. */
    public int checksum() {
        return checksum;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
