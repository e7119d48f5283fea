package io.minilsm.internal.record;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Reads the frames of a file in order and checks each. For one thread at a time. Does not own the file.
 *
 * <p>Whether a frame that does not hold is a torn append or damage depends on where the file was durable: the caller
 * knows that, this class only tells that it does not hold.
 */
public final class FrameReader {
    private final VfsFile file;
    private final String fileName;
    private final long limit;
    private long position;
    private ChainHash chain;

    /**
     * Makes a reader.
     *
     * @param fileName the file, for messages
     * @param header the file's header, behind which the frames begin
     * @param limit offset at which the last frame must end
     */
    public FrameReader(VfsFile file, String fileName, byte[] header, long limit) {
        this(file, fileName, header.length, ChainHash.start(header), limit);
    }

    /** Makes a reader that begins where another one ended, at an offset behind which the hash is known. */
    public FrameReader(VfsFile file, String fileName, long position, ChainHash chain, long limit) {
        this.file = file;
        this.fileName = fileName;
        this.limit = limit;
        this.position = position;
        this.chain = chain;
    }

    /**
     * Reads the next frame.
     *
     * @return null at the limit
     * @throws CorruptionException if there is no whole frame that follows the one before; the reader stays where it is
     */
    public Frame next() throws IOException {
        if (position == limit) {
            return null;
        }
        long left = limit - position;
        if (left < Frame.HEADER_BYTES) {
            throw corrupt("frame header cut short", "actual=" + left + " bytes, expected=" + Frame.HEADER_BYTES);
        }
        byte[] header = read(position, Frame.HEADER_BYTES);
        check("frame header", header, Frame.HEADER_CHECKSUM_OFFSET, Bytes.getInt(header, Frame.HEADER_CHECKSUM_OFFSET));
        int length = Bytes.getInt(header, 0);
        long most = Math.min(Frame.MAX_PAYLOAD_BYTES, left - Frame.HEADER_BYTES);
        if (length < 0 || length > most) {
            throw corrupt("frame payload length", "actual=" + length + ", expected=0.." + most);
        }
        byte[] payload = read(position + Frame.HEADER_BYTES, length);
        check("frame payload", payload, length, Bytes.getInt(header, Frame.PAYLOAD_CHECKSUM_OFFSET));
        ChainHash actual = ChainHash.get(header, Frame.CHAIN_OFFSET);
        ChainHash expected = chain.next(payload);
        if (!actual.equals(expected)) {
            throw corrupt("frame does not follow the one before it", "actual=" + actual + ", expected=" + expected);
        }
        Frame frame = new Frame(position, payload, actual);
        position = frame.endOffset();
        chain = actual;
        return frame;
    }

    /** Returns the offset behind the last frame that was read. */
    public long position() {
        return position;
    }

    /** Returns the hash behind the last frame that was read. */
    public ChainHash chain() {
        return chain;
    }

    private byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int count = file.read(ByteBuffer.wrap(bytes), offset);
        if (count < length) {
            throw corrupt("frame cut short", "actual=" + (offset + count) + " bytes, expected=" + (offset + length));
        }
        return bytes;
    }

    private void check(String what, byte[] bytes, int length, int expected) throws CorruptionException {
        int actual = Checksum.of(position, bytes, 0, length);
        if (actual != expected) {
            throw corrupt(
                    what + " checksum mismatch",
                    String.format(Locale.ROOT, "actual=0x%08x, expected=0x%08x", actual, expected));
        }
    }

    private CorruptionException corrupt(String what, String detail) {
        return new CorruptionException(what, fileName, position, detail);
    }
}
