package io.minilsm.internal.vfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A file system on the heap, gone with the object. Thread-safe: one lock for names, one for each file's bytes. */
public final class MemoryVfs implements Vfs {
    // Guarded by this.
    private final Map<Path, Content> files = new HashMap<>();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> locks = new HashSet<>();

    @Override
    public synchronized VfsFile create(Path path) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (!directories.contains(path.getParent())) {
            throw new NoSuchFileException(path.toString());
        }
        Content content = new Content();
        files.put(path, content);
        return new MemoryFile(path, content);
    }

    @Override
    public VfsFile openRead(Path path) throws IOException {
        return new MemoryFile(path, content(path));
    }

    @Override
    public VfsFile openReadWrite(Path path) throws IOException {
        return new MemoryFile(path, content(path));
    }

    @Override
    public synchronized boolean exists(Path path) {
        return files.containsKey(path) || directories.contains(path);
    }

    @Override
    public synchronized boolean isDirectory(Path path) {
        return directories.contains(path);
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        if (!directories.contains(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        TreeSet<String> names = new TreeSet<>();
        for (Path path : files.keySet()) {
            if (directory.equals(path.getParent())) {
                names.add(path.getFileName().toString());
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public long size(Path path) throws IOException {
        return content(path).size();
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        if (files.remove(path) == null) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        Content content = files.remove(from);
        if (content == null) {
            throw new NoSuchFileException(from.toString());
        }
        files.put(to, content);
    }

    @Override
    public synchronized void createDirectories(Path directory) {
        for (Path at = directory; at != null; at = at.getParent()) {
            directories.add(at);
        }
    }

    @Override
    public synchronized void deleteDirectory(Path directory) throws IOException {
        if (!list(directory).isEmpty()) {
            throw new DirectoryNotEmptyException(directory.toString());
        }
        directories.remove(directory);
    }

    @Override
    public void syncDirectory(Path directory) {}

    @Override
    public Path realPath(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public synchronized Closeable tryLock(Path path, boolean shared) {
        files.computeIfAbsent(path, absent -> new Content());
        if (!locks.add(path)) {
            return null;
        }
        return () -> unlock(path);
    }

    @Override
    public boolean canMap() {
        return false;
    }

    private synchronized void unlock(Path path) {
        locks.remove(path);
    }

    private synchronized Content content(Path path) throws IOException {
        Content content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return content;
    }

    /** The bytes of a file in chunks, so that growing copies nothing. Thread-safe. */
    private static final class Content {
        private static final int CHUNK_BYTES = 64 << 10;

        // Guarded by this.
        private final List<byte[]> chunks = new ArrayList<>();
        private long size;

        synchronized long size() {
            return size;
        }

        synchronized int read(ByteBuffer target, long position) {
            int total = (int) Math.max(0, Math.min(target.remaining(), size - position));
            for (int done = 0; done < total; ) {
                long at = position + done;
                int from = (int) (at % CHUNK_BYTES);
                int count = Math.min(total - done, CHUNK_BYTES - from);
                target.put(chunks.get((int) (at / CHUNK_BYTES)), from, count);
                done += count;
            }
            return total;
        }

        synchronized void write(ByteBuffer source, long position) {
            long end = position + source.remaining();
            while ((long) chunks.size() * CHUNK_BYTES < end) {
                chunks.add(new byte[CHUNK_BYTES]);
            }
            for (long at = position; at < end; ) {
                int from = (int) (at % CHUNK_BYTES);
                int count = (int) Math.min(end - at, CHUNK_BYTES - from);
                source.get(chunks.get((int) (at / CHUNK_BYTES)), from, count);
                at += count;
            }
            size = Math.max(size, end);
        }
    }

    private static final class MemoryFile implements VfsFile {
        private final Path path;
        private final Content content;
        private volatile boolean closed;

        MemoryFile(Path path, Content content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public long size() throws IOException {
            requireOpen();
            return content.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            requireOpen();
            return content.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            requireOpen();
            content.write(source, position);
        }

        @Override
        public void force() throws IOException {
            requireOpen();
        }

        @Override
        public ByteBuffer map(long size) {
            throw new UnsupportedOperationException("files in memory are not mapped");
        }

        @Override
        public void close() {
            closed = true;
        }

        private void requireOpen() throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
        }
    }
}
