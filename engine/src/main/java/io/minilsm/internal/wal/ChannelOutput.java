package io.minilsm.internal.wal;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers frames on the heap and writes them with one call at each flush. Guarded by the writer's lock. */
final class ChannelOutput implements SegmentOutput {
    /** More gathered than this is written at once: a call's cost is spread thin by then, and little is left to lose. */
    static final int PENDING_BYTES = 64 << 10;

    private static final int INITIAL_BYTES = 512;

    private final VfsFile file;
    private byte[] pending = Bytes.EMPTY;
    private int pendingLength;
    private long pendingPosition;

    ChannelOutput(VfsFile file) {
        this.file = file;
    }

    @Override
    public void put(long position, byte[] header, byte[] payload, int offset, int length) throws IOException {
        int frame = Math.toIntExact(WalFormat.frameBytes(length));
        if (frame > PENDING_BYTES - pendingLength) {
            flush();
        }
        if (pendingLength == 0) {
            pendingPosition = position;
        }
        reserve(Math.min(frame, PENDING_BYTES));
        add(header, 0, header.length);
        if (frame <= PENDING_BYTES) {
            add(payload, offset, length);
        } else {
            // Too large to gather: not worth a copy of its own.
            flush();
            file.write(ByteBuffer.wrap(payload, offset, length), position + header.length);
            pendingPosition = position + header.length + length;
        }
        int padding = frame - header.length - length;
        Arrays.fill(pending, pendingLength, pendingLength + padding, (byte) 0);
        pendingLength += padding;
    }

    @Override
    public void flush() throws IOException {
        if (pendingLength > 0) {
            file.write(ByteBuffer.wrap(pending, 0, pendingLength), pendingPosition);
            pendingLength = 0;
        }
    }

    @Override
    public VfsFile file() {
        return file;
    }

    private void add(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, pending, pendingLength, length);
        pendingLength += length;
    }

    private void reserve(int more) {
        int needed = pendingLength + more;
        if (needed > pending.length) {
            int grown = Math.max(needed, Math.max(INITIAL_BYTES, 2 * pending.length));
            pending = Arrays.copyOf(pending, Math.min(PENDING_BYTES, grown));
        }
    }
}
