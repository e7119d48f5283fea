package io.minilsm.internal.wal;

import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way bytes get into a segment file. Both ways leave the same bytes. Calls of {@link #put} and {@link #flush} are
 * made under the writer's lock; {@link #force} is not, and may run beside them.
 */
interface SegmentOutput extends Closeable {
    /** Puts a frame, zeros up to the alignment included, at the place behind the last one. */
    void put(long position, byte[] header, byte[] payload, int offset, int length) throws IOException;

    /** Hands what was put to the operating system. */
    void flush() throws IOException;

    /** Makes what was flushed durable. */
    default void force() throws IOException {
        file().force();
    }

    /** Returns the file. */
    VfsFile file();

    /** Returns the mapping, to be used again with the file; null if there is none. */
    default ByteBuffer mapping() {
        return null;
    }

    @Override
    default void close() throws IOException {
        file().close();
    }
}
