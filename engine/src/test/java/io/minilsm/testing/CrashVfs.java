package io.minilsm.testing;

import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.FileOperation.Kind;
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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A disk in memory that knows what of it is synced, and from which {@link #crash} makes the disk that a power cut may
 * leave, while its users run on.
 *
 * <p>Thread-safe by one lock. Time is a counter: each write, name operation and sync takes the next number. Making and
 * removing directories is durable at once, as {@link Vfs#createDirectories} promises.
 */
public final class CrashVfs implements Vfs {
    private final boolean mapping;
    private volatile Consumer<FileOperation> hook = operation -> {};

    // Guarded by this.
    private final Map<Path, CrashContent> files = new TreeMap<>();
    private final Map<Path, CrashContent> durableFiles = new HashMap<>();
    private final List<NameChange> pending = new ArrayList<>();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> locks = new HashSet<>();
    private long clock;
    private long lastSync;

    /** A create (from = null), rename or delete (to = null) that no sync of its directory has made durable. */
    private record NameChange(long stamp, Path from, Path to, CrashContent content) {
        boolean touches(Set<Path> names) {
            return names.contains(from) || names.contains(to);
        }

        boolean isIn(Path directory) {
            return directory.equals((to == null ? from : to).getParent());
        }

        void apply(Map<Path, CrashContent> names) {
            if (from != null) {
                names.remove(from);
            }
            if (to != null) {
                names.put(to, content);
            }
        }
    }

    /** Makes an empty disk without mapping. */
    public CrashVfs() {
        this(false);
    }

    /** Makes an empty disk. */
    public CrashVfs(boolean mapping) {
        this.mapping = mapping;
    }

    /** Has a hook called before each operation, in the thread of the operation and without a lock held. */
    public void beforeEach(Consumer<FileOperation> hook) {
        this.hook = hook;
    }

    /** Returns the disk as a power cut at this moment may leave it; the same for the same seed. */
    public synchronized CrashVfs crash(long seed, CrashMode mode) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Path, CrashContent> names = new TreeMap<>(durableFiles);
        surviving(random, mode).forEach(change -> change.apply(names));
        CrashVfs left = new CrashVfs(mapping);
        left.directories.addAll(directories);
        // One point in time for all files: what was written back first is what was written first.
        long cut = clock - random.nextLong(Math.min(clock + 1, 1L << (1 + random.nextInt(12))));
        Map<CrashContent, CrashContent> after = new IdentityHashMap<>(); // A file may have two names.
        names.forEach((path, content) -> left.addDurable(
                path,
                after.computeIfAbsent(
                        content, c -> c.afterCrash(left::tick, random.split(), mode.data(), cut))));
        return left;
    }

    /**
     * Returns the disk as the next process finds it when this one is killed at this moment: nothing is lost, and what
     * was not synced still is not.
     */
    public synchronized CrashVfs kill() {
        CrashVfs left = new CrashVfs(mapping);
        Map<CrashContent, CrashContent> twins = new IdentityHashMap<>();
        files.forEach((path, content) -> left.files.put(path, left.twinOf(content, twins)));
        durableFiles.forEach((path, content) -> left.durableFiles.put(path, left.twinOf(content, twins)));
        for (NameChange change : pending) {
            CrashContent content = change.content == null ? null : left.twinOf(change.content, twins);
            left.pending.add(new NameChange(change.stamp, change.from, change.to, content));
        }
        left.directories.addAll(directories);
        left.clock = clock;
        left.lastSync = lastSync;
        return left;
    }

    /** Gives a directory and what is in it another path, as if it had always had that. Only while nobody uses it. */
    public synchronized CrashVfs relocate(Path from, Path to) {
        relocateKeys(files, from, to);
        relocateKeys(durableFiles, from, to);
        pending.replaceAll(change -> new NameChange(
                change.stamp, relocated(change.from, from, to), relocated(change.to, from, to), change.content));
        for (Path directory : List.copyOf(directories)) {
            if (directory.startsWith(from)) {
                directories.remove(directory);
                directories.add(relocated(directory, from, to));
            }
        }
        for (Path at = to; at != null; at = at.getParent()) {
            directories.add(at);
        }
        return this;
    }

    /** Tells the disk that a force of the file failed: what was not written never will be, however often forced. */
    public synchronized void forceFailed(FileOperation operation) {
        CrashContent content = files.get(operation.path());
        if (operation.kind() == Kind.FORCE && content != null) {
            content.forceFailed();
        }
    }

    /** Returns the paths of the files. */
    public synchronized List<Path> paths() {
        return List.copyOf(files.keySet());
    }

    /** Returns the bytes of the file. */
    public synchronized byte[] contents(Path path) throws IOException {
        return content(path).copy();
    }

    /** Gives the file, made if needed, these bytes, durable at once: damage of the disk, or the work of a stranger. */
    public synchronized void replace(Path path, byte[] bytes) {
        pending.removeIf(change -> path.equals(change.from) || path.equals(change.to));
        addDurable(path, new CrashContent(bytes.clone(), this::tick));
    }

    /** Returns whether a power cut at this moment could lose anything. */
    public synchronized boolean hasUnsynced() {
        return !pending.isEmpty() || files.values().stream().anyMatch(CrashContent::hasUnsynced);
    }

    @Override
    public VfsFile create(Path path) throws IOException {
        hook.accept(FileOperation.of(Kind.CREATE, path));
        synchronized (this) {
            if (files.containsKey(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            if (!directories.contains(path.getParent())) {
                throw new NoSuchFileException(path.toString());
            }
            return new OpenFile(path, added(path));
        }
    }

    @Override
    public VfsFile openRead(Path path) throws IOException {
        return openReadWrite(path);
    }

    @Override
    public VfsFile openReadWrite(Path path) throws IOException {
        hook.accept(FileOperation.of(Kind.OPEN, path));
        synchronized (this) {
            return new OpenFile(path, content(path));
        }
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
    public List<String> list(Path directory) throws IOException {
        hook.accept(FileOperation.of(Kind.LIST, directory));
        synchronized (this) {
            if (!directories.contains(directory)) {
                throw new NoSuchFileException(directory.toString());
            }
            TreeSet<String> names = new TreeSet<>();
            files.keySet().stream()
                    .filter(path -> directory.equals(path.getParent()))
                    .forEach(path -> names.add(path.getFileName().toString()));
            return new ArrayList<>(names);
        }
    }

    @Override
    public synchronized long size(Path path) throws IOException {
        return content(path).size();
    }

    @Override
    public void delete(Path path) throws IOException {
        hook.accept(FileOperation.of(Kind.DELETE, path));
        synchronized (this) {
            content(path);
            files.remove(path);
            pending.add(new NameChange(++clock, path, null, null));
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        hook.accept(FileOperation.rename(from, to));
        synchronized (this) {
            CrashContent content = content(from);
            files.remove(from);
            files.put(to, content);
            pending.add(new NameChange(++clock, from, to, content));
        }
    }

    @Override
    public boolean tryLink(Path existing, Path link) throws IOException {
        hook.accept(FileOperation.link(existing, link));
        synchronized (this) {
            CrashContent content = content(existing);
            if (files.putIfAbsent(link, content) != null) {
                throw new FileAlreadyExistsException(link.toString());
            }
            pending.add(new NameChange(++clock, null, link, content));
            return true;
        }
    }

    @Override
    public void createDirectories(Path directory) {
        if (isDirectory(directory)) {
            return;
        }
        hook.accept(FileOperation.of(Kind.CREATE_DIRECTORIES, directory));
        synchronized (this) {
            for (Path at = directory; at != null; at = at.getParent()) {
                directories.add(at);
            }
            lastSync = ++clock;
        }
    }

    @Override
    public void deleteDirectory(Path directory) throws IOException {
        hook.accept(FileOperation.of(Kind.DELETE_DIRECTORY, directory));
        synchronized (this) {
            if (files.keySet().stream().anyMatch(path -> directory.equals(path.getParent()))) {
                throw new DirectoryNotEmptyException(directory.toString());
            }
            directories.remove(directory);
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        hook.accept(FileOperation.of(Kind.SYNC_DIRECTORY, directory));
        synchronized (this) {
            if (!directories.contains(directory)) {
                throw new NoSuchFileException(directory.toString());
            }
            pending.removeIf(change -> {
                boolean synced = change.isIn(directory);
                if (synced) {
                    change.apply(durableFiles);
                }
                return synced;
            });
            lastSync = ++clock;
        }
    }

    @Override
    public Path realPath(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public synchronized Closeable tryLock(Path path, boolean shared) {
        if (!files.containsKey(path)) {
            added(path);
        }
        return locks.add(path) ? () -> unlock(path) : null;
    }

    @Override
    public boolean canMap() {
        return mapping;
    }

    /** Returns the name changes that no sync of the directory covers and that survive all the same, in order. */
    private List<NameChange> surviving(SplittableRandom random, CrashMode mode) {
        boolean anyByChance = mode.data() != CrashMode.Data.STRICT;
        List<NameChange> surviving = new ArrayList<>();
        if (mode.names() == CrashMode.Names.JOURNAL) {
            long last = anyByChance ? lastSync + random.nextLong(clock - lastSync + 1) : lastSync;
            pending.stream().filter(change -> change.stamp <= last).forEach(surviving::add);
        } else if (anyByChance) {
            int keepPercent = new int[] {0, 50, 90, 100}[random.nextInt(4)];
            Set<Path> lost = new HashSet<>();
            for (NameChange change : pending) {
                if (!change.touches(lost) && random.nextInt(100) < keepPercent) {
                    surviving.add(change);
                } else {
                    lost.add(change.from);
                    lost.add(change.to);
                    lost.remove(null);
                }
            }
        }
        return surviving;
    }

    private CrashContent twinOf(CrashContent content, Map<CrashContent, CrashContent> twins) {
        return twins.computeIfAbsent(content, original -> original.twin(this::tick));
    }

    private static void relocateKeys(Map<Path, CrashContent> names, Path from, Path to) {
        for (Path path : List.copyOf(names.keySet())) {
            Path moved = relocated(path, from, to);
            if (moved != path) {
                names.put(moved, names.remove(path));
            }
        }
    }

    private static Path relocated(Path path, Path from, Path to) {
        return path != null && path.startsWith(from) ? to.resolve(from.relativize(path)) : path;
    }

    // Called with the lock held.
    private CrashContent added(Path path) {
        CrashContent content = new CrashContent(new byte[0], this::tick);
        files.put(path, content);
        pending.add(new NameChange(++clock, null, path, content));
        return content;
    }

    private synchronized void addDurable(Path path, CrashContent content) {
        files.put(path, content);
        durableFiles.put(path, content);
    }

    // Called with the lock held.
    private long tick() {
        return ++clock;
    }

    private synchronized void unlock(Path path) {
        locks.remove(path);
    }

    private synchronized CrashContent content(Path path) throws IOException {
        CrashContent content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return content;
    }

    private final class OpenFile implements VfsFile {
        private final Path path;
        private final CrashContent content;
        private volatile boolean closed;

        OpenFile(Path path, CrashContent content) {
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
            synchronized (CrashVfs.this) {
                return content.size();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            requireOpen();
            hook.accept(FileOperation.transfer(Kind.READ, path, position, target.remaining()));
            synchronized (CrashVfs.this) {
                return content.read(target, position);
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            requireOpen();
            hook.accept(FileOperation.transfer(Kind.WRITE, path, position, source.remaining()));
            synchronized (CrashVfs.this) {
                content.write(source, position);
            }
        }

        @Override
        public void force() throws IOException {
            requireOpen();
            hook.accept(FileOperation.of(Kind.FORCE, path));
            synchronized (CrashVfs.this) {
                content.force();
                lastSync = ++clock;
            }
        }

        @Override
        public ByteBuffer map(long size) throws IOException {
            requireOpen();
            if (!mapping) {
                throw new UnsupportedOperationException("this disk does not map files");
            }
            hook.accept(FileOperation.of(Kind.MAP, path));
            synchronized (CrashVfs.this) {
                return content.map(size);
            }
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
