package io.minilsm.internal.record;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Appends frames to a new file behind its header. For one thread at a time. Owns the file. After a failure the file's
 * bytes are unknown, and it must not be used further.
 */
public final class FrameWriter implements Closeable {
    private final VfsFile file;
    private long endOffset;
    private ChainHash chain;

    /** Makes the writer of an empty file; writes the file's header. */
    public FrameWriter(VfsFile file, byte[] header) throws IOException {
        this.file = file;
        file.write(ByteBuffer.wrap(header), 0);
        endOffset = header.length;
        chain = ChainHash.start(header);
    }

    /**
     * Writes a frame of at most {@link Frame#MAX_PAYLOAD_BYTES} with one write; it is durable after {@link #force()}.
     */
    public void append(byte[] payload) throws IOException {
        if (payload.length > Frame.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "payload too long: actual=" + payload.length + ", expected<=" + Frame.MAX_PAYLOAD_BYTES);
        }
        ChainHash next = chain.next(payload);
        byte[] frame = new byte[Frame.HEADER_BYTES + payload.length];
        Bytes.putInt(frame, 0, payload.length);
        Bytes.putInt(frame, Frame.PAYLOAD_CHECKSUM_OFFSET, Checksum.of(endOffset, payload, 0, payload.length));
        next.put(frame, Frame.CHAIN_OFFSET);
        Bytes.putInt(
                frame,
                Frame.HEADER_CHECKSUM_OFFSET,
                Checksum.of(endOffset, frame, 0, Frame.HEADER_CHECKSUM_OFFSET));
        System.arraycopy(payload, 0, frame, Frame.HEADER_BYTES, payload.length);
        file.write(ByteBuffer.wrap(frame), endOffset);
        endOffset += frame.length;
        chain = next;
    }

    /** Makes all frames durable. */
    public void force() throws IOException {
        file.force();
    }

    /** Returns the offset behind the last frame. */
    public long endOffset() {
        return endOffset;
    }

    /** Returns the hash behind the last frame. */
    public ChainHash chain() {
        return chain;
    }

    /** Closes the file and forces nothing. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
