package io.minilsm.internal.wal;

import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Stores frames into a mapping of the file: in the operating system without a call. Only over files that are filled
 * already, and never checksummed there. Guarded by the writer's lock.
 */
final class MappedOutput implements SegmentOutput {
    private static final byte[] ZEROS = new byte[WalFormat.ALIGNMENT];
    private static final int PAGE_BYTES = 4096;

    private final VfsFile file;
    private final ByteBuffer mapping;

    MappedOutput(VfsFile file, ByteBuffer mapping) {
        this.file = file;
        this.mapping = mapping;
    }

    /** Reads a byte of each page, so that the first store into it finds it in memory. */
    void touch() throws IOException {
        int sum = 0;
        try {
            for (int at = 0; at < mapping.capacity(); at += PAGE_BYTES) {
                sum += mapping.get(at);
            }
        } catch (InternalError e) {
            throw unreachable(e);
        }
        assert sum != Integer.MIN_VALUE; // uses the sum, so that the reads are not removed
    }

    @Override
    public void put(long position, byte[] header, byte[] payload, int offset, int length) throws IOException {
        int at = Math.toIntExact(position);
        int padding = (int) (WalFormat.frameBytes(length) - header.length - length);
        try {
            // The header last: a frame cut off by the process's death has none.
            mapping.put(at + header.length, payload, offset, length);
            mapping.put(at + header.length + length, ZEROS, 0, padding);
            mapping.put(at, header, 0, header.length);
        } catch (InternalError e) {
            throw unreachable(e);
        }
    }

    @Override
    public void flush() {
        // Stores are in the operating system's memory already.
    }

    @Override
    public VfsFile file() {
        return file;
    }

    @Override
    public ByteBuffer mapping() {
        return mapping;
    }

    /** The virtual machine's sign that a mapped page could not be read or written. */
    private IOException unreachable(InternalError e) {
        return new IOException("mapped page not accessible: file=" + file.path().getFileName(), e);
    }
}
