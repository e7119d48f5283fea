package io.minilsm.internal.vfs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A file on the disk. Thread-safe. All I/O but mapping runs on a channel that interrupts do not close. */
final class DiskFile implements VfsFile {
    /** The JDK copies heap bytes through a direct buffer that it keeps for each thread: this bounds its size. */
    private static final int CHUNK_BYTES = 256 << 10;

    private final Path path;
    private final AsynchronousFileChannel channel;

    DiskFile(Path path, AsynchronousFileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int limit = target.limit();
        int total = 0;
        try {
            while (target.position() < limit) {
                target.limit(Math.min(limit, target.position() + CHUNK_BYTES));
                int count = await(channel.read(target, position + total));
                if (count < 0) {
                    break;
                }
                total += count;
            }
        } finally {
            target.limit(limit);
        }
        return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int limit = source.limit();
        long at = position;
        try {
            while (source.position() < limit) {
                source.limit(Math.min(limit, source.position() + CHUNK_BYTES));
                at += await(channel.write(source, at));
            }
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw DiskVfs.typed(e);
        }
    }

    @Override
    public ByteBuffer map(long size) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                // Mapping needs the interruptible kind of channel; an interrupt closes only this one.
                try (FileChannel mapped =
                        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return mapped.map(FileChannel.MapMode.READ_WRITE, 0, size);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The operation ran in this thread already, so nothing is waited for; the caller's interrupt flag is kept. */
    private static int await(Future<Integer> done) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw DiskVfs.typed(failure);
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            interrupted = true;
            InterruptedIOException failure = new InterruptedIOException("interrupted while a file operation ran");
            failure.initCause(e);
            throw failure;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
