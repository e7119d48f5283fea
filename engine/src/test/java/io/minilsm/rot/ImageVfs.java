package io.minilsm.rot;

import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * One directory in memory that begins as a set of byte arrays, which it never changes: opening a store of some hundred
 * kilobytes copies nothing. Gives its files back as such a set at any moment, all of one moment. Thread-safe.
 */
final class ImageVfs implements Vfs {
    private final Path directory;

    /** Whether to keep what each file's last force made durable. */
    private final boolean keepsForced;

    // Guarded by this.
    private final Map<String, Content> files = new TreeMap<>();
    private boolean locked;
    private ObjLongConsumer<String> beforeWrite = (name, position) -> {};

    /** Bytes of a file; an array is shared until the first write. Guarded by the file system. */
    private static final class Content {
        private byte[] bytes;
        private int size;
        private boolean shared;
        private byte[] forced = new byte[0];

        void write(ByteBuffer source, int position) {
            int end = position + source.remaining();
            if (shared || end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, end > bytes.length ? 2 * bytes.length : bytes.length));
                shared = false;
            }
            source.get(bytes, position, end - position);
            size = Math.max(size, end);
        }

        byte[] copy() {
            return Arrays.copyOf(bytes, size);
        }
    }

    ImageVfs(Path directory, Map<String, byte[]> image, boolean keepsForced) {
        this.directory = directory;
        this.keepsForced = keepsForced;
        image.forEach((name, bytes) -> {
            Content content = new Content();
            content.bytes = bytes;
            content.size = bytes.length;
            content.shared = true;
            content.forced = bytes;
            files.put(name, content);
        });
    }

    /** Tells of each write, by file and offset, before it is done. */
    synchronized void beforeWrite(ObjLongConsumer<String> told) {
        beforeWrite = told;
    }

    /** Returns whether the files are those of the image, byte for byte; the one that is locked does not count. */
    synchronized boolean isStill(Map<String, byte[]> image) {
        for (Map.Entry<String, Content> file : files.entrySet()) {
            byte[] then = image.get(file.getKey());
            Content now = file.getValue();
            if (file.getKey().equals(FileName.LOCK) || now.bytes == then) {
                continue;
            }
            if (then == null || !Arrays.equals(now.bytes, 0, now.size, then, 0, then.length)) {
                return false;
            }
        }
        return files.keySet().containsAll(image.keySet());
    }

    /** Returns the files as they are: what a killed process leaves. */
    synchronized Map<String, byte[]> image() {
        Map<String, byte[]> image = new HashMap<>();
        files.forEach((name, content) -> image.put(name, content.copy()));
        return image;
    }

    /** Returns the files as they were last forced: the least that a power cut leaves. Names count as synced. */
    synchronized Map<String, byte[]> forcedImage() {
        Map<String, byte[]> image = new HashMap<>();
        files.forEach((name, content) -> image.put(name, content.forced));
        return image;
    }

    @Override
    public synchronized VfsFile create(Path path) throws IOException {
        if (files.containsKey(name(path))) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Content content = new Content();
        content.bytes = new byte[0];
        files.put(name(path), content);
        return new ImageFile(path, content);
    }

    @Override
    public VfsFile openRead(Path path) throws IOException {
        return new ImageFile(path, content(path));
    }

    @Override
    public VfsFile openReadWrite(Path path) throws IOException {
        return new ImageFile(path, content(path));
    }

    @Override
    public synchronized boolean exists(Path path) {
        return path.equals(directory) || files.containsKey(name(path));
    }

    @Override
    public boolean isDirectory(Path path) {
        return path.equals(directory);
    }

    @Override
    public synchronized List<String> list(Path listed) {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized long size(Path path) throws IOException {
        return content(path).size;
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        content(path);
        files.remove(name(path));
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        Content content = content(from);
        files.remove(name(from));
        files.put(name(to), content);
    }

    @Override
    public void createDirectories(Path created) {}

    @Override
    public void deleteDirectory(Path deleted) {
        throw new UnsupportedOperationException("the directory stays");
    }

    @Override
    public void syncDirectory(Path synced) {}

    @Override
    public Path realPath(Path path) {
        return path;
    }

    @Override
    public synchronized Closeable tryLock(Path path, boolean shared) throws IOException {
        if (locked) {
            return null;
        }
        if (!files.containsKey(name(path))) {
            create(path).close();
        }
        locked = true;
        return this::unlock;
    }

    @Override
    public boolean canMap() {
        return false;
    }

    private synchronized void unlock() {
        locked = false;
    }

    private synchronized Content content(Path path) throws IOException {
        Content content = files.get(name(path));
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return content;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private final class ImageFile implements VfsFile {
        private final Path path;
        private final Content content;
        private volatile boolean closed;

        ImageFile(Path path, Content content) {
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
            synchronized (ImageVfs.this) {
                return content.size;
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            requireOpen();
            synchronized (ImageVfs.this) {
                int count = (int) Math.max(0, Math.min(target.remaining(), content.size - position));
                if (count > 0) {
                    target.put(content.bytes, (int) position, count);
                }
                return count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            requireOpen();
            synchronized (ImageVfs.this) {
                beforeWrite.accept(name(path), position);
                content.write(source, Math.toIntExact(position));
            }
        }

        @Override
        public void force() throws IOException {
            requireOpen();
            synchronized (ImageVfs.this) {
                if (keepsForced) {
                    content.forced = content.copy();
                }
            }
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
