package io.minilsm.testing;

import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.FileOperation.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system over another that is asked before and told after each operation. Thread-safe if its subclass's answers
 * are. Sizes, existence and locks pass through unseen.
 */
abstract class WatchedVfs implements Vfs {
    private final Vfs inner;

    WatchedVfs(Vfs inner) {
        this.inner = inner;
    }

    /** Called before each operation; an exception stands in for the operation. */
    void before(FileOperation operation) throws IOException {}

    /** Called before each write, in place of {@link #before}; may write a part itself and throw. */
    void beforeWrite(FileOperation operation, VfsFile file, ByteBuffer source) throws IOException {
        before(operation);
    }

    /** Returns whether a force or the sync of a directory is to be left out in silence. */
    boolean drops(FileOperation operation) {
        return false;
    }

    /** Called after each operation that succeeded. */
    void after(FileOperation operation) {}

    @Override
    public VfsFile create(Path path) throws IOException {
        return new WatchedFile(open(FileOperation.of(Kind.CREATE, path), () -> inner.create(path)));
    }

    @Override
    public VfsFile openRead(Path path) throws IOException {
        return new WatchedFile(open(FileOperation.of(Kind.OPEN, path), () -> inner.openRead(path)));
    }

    @Override
    public VfsFile openReadWrite(Path path) throws IOException {
        return new WatchedFile(open(FileOperation.of(Kind.OPEN, path), () -> inner.openReadWrite(path)));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return inner.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return inner.isDirectory(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return open(FileOperation.of(Kind.LIST, directory), () -> inner.list(directory));
    }

    @Override
    public long size(Path path) throws IOException {
        return inner.size(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        run(FileOperation.of(Kind.DELETE, path), () -> inner.delete(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        run(FileOperation.rename(from, to), () -> inner.rename(from, to));
    }

    @Override
    public boolean tryLink(Path existing, Path link) throws IOException {
        FileOperation operation = FileOperation.link(existing, link);
        before(operation);
        boolean linked = inner.tryLink(existing, link);
        if (linked) {
            after(operation);
        }
        return linked;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (inner.isDirectory(directory)) {
            inner.createDirectories(directory);
        } else {
            run(FileOperation.of(Kind.CREATE_DIRECTORIES, directory), () -> inner.createDirectories(directory));
        }
    }

    @Override
    public void deleteDirectory(Path directory) throws IOException {
        run(FileOperation.of(Kind.DELETE_DIRECTORY, directory), () -> inner.deleteDirectory(directory));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        FileOperation operation = FileOperation.of(Kind.SYNC_DIRECTORY, directory);
        run(operation, drops(operation) ? () -> {} : () -> inner.syncDirectory(directory));
    }

    @Override
    public String fileKey(Path path) throws IOException {
        return inner.fileKey(path);
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return inner.realPath(path);
    }

    @Override
    public Closeable tryLock(Path path, boolean shared) throws IOException {
        return inner.tryLock(path, shared);
    }

    @Override
    public boolean canMap() {
        return inner.canMap();
    }

    private void run(FileOperation operation, Action action) throws IOException {
        before(operation);
        action.run();
        after(operation);
    }

    private <T> T open(FileOperation operation, Source<T> source) throws IOException {
        before(operation);
        T result = source.get();
        after(operation);
        return result;
    }

    private interface Action {
        void run() throws IOException;
    }

    private interface Source<T> {
        T get() throws IOException;
    }

    private final class WatchedFile implements VfsFile {
        private final VfsFile file;

        WatchedFile(VfsFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            FileOperation operation =
                    FileOperation.transfer(Kind.READ, file.path(), position, target.remaining());
            return open(operation, () -> file.read(target, position));
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            FileOperation operation =
                    FileOperation.transfer(Kind.WRITE, file.path(), position, source.remaining());
            beforeWrite(operation, file, source);
            file.write(source, position);
            after(operation);
        }

        @Override
        public void force() throws IOException {
            FileOperation operation = FileOperation.of(Kind.FORCE, file.path());
            run(operation, drops(operation) ? () -> {} : file::force);
        }

        @Override
        public ByteBuffer map(long size) throws IOException {
            return open(FileOperation.of(Kind.MAP, file.path()), () -> file.map(size));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
