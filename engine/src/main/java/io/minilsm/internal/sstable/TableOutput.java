package io.minilsm.internal.sstable;

import io.minilsm.internal.codec.RunningChecksum;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Appends to a new file through a buffer and sums up its checksum. For one thread at a time; does not own the file. */
final class TableOutput {
    /** Large enough that the cost of a system call does not count, small enough for many writers at once. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final VfsFile file;
    private final RunningChecksum checksum;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long written;

    TableOutput(VfsFile file, long number) {
        this.file = file;
        checksum = RunningChecksum.ofFile(number);
    }

    /** Returns the offset in the file of the next byte. */
    long offset() {
        return written + buffered;
    }

    void write(byte[] array, int offset, int length) throws IOException {
        if (length > BUFFER_BYTES - buffered) {
            flush();
            if (length >= BUFFER_BYTES) {
                writeThrough(array, offset, length);
                return;
            }
        }
        System.arraycopy(array, offset, buffer, buffered, length);
        buffered += length;
    }

    void flush() throws IOException {
        int length = buffered;
        buffered = 0;
        writeThrough(buffer, 0, length);
    }

    /** Returns the checksum of what was written; all of it after {@link #flush()}. */
    int checksum() {
        return checksum.value();
    }

    private void writeThrough(byte[] array, int offset, int length) throws IOException {
        checksum.update(array, offset, length);
        file.write(ByteBuffer.wrap(array, offset, length), written);
        written += length;
    }
}
