package io.minilsm.internal.vfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Thread-safe for reads and writes at different places; use after close throws
 * {@link java.nio.channels.ClosedChannelException}.
 */
public interface VfsFile extends Closeable {
    /** Returns the path it was opened by. */
    Path path();

    /** Returns the size in bytes. */
    long size() throws IOException;

    /**
     * Reads at the position until the target is full or the file ends.
     *
     * @return the bytes read; less than asked only at the end of the file, never -1
     */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the source at the position. A failure leaves an unknown part of it written. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes the file's bytes and size durable. A failed force must never be tried again on this file. */
    void force() throws IOException;

    /**
     * Maps the first {@code size} bytes, all of which must have been written before: storing into a hole on a full disk
     * kills the writer. Stores reach the operating system at once, the device with the next {@link #force()}. The
     * mapping outlives the file's closing.
     */
    ByteBuffer map(long size) throws IOException;

    @Override
    void close() throws IOException;
}
