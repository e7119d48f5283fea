package io.minilsm.internal.vfs;

import io.minilsm.api.DiskFullException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The real file system. Thread-safe, stateless. */
public final class DiskVfs implements Vfs {
    private static final String OS_NAME =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final boolean WINDOWS = OS_NAME.startsWith("windows");

    /** Only Linux promises that fdatasync covers pages dirtied through a mapping. */
    private static final boolean LINUX = OS_NAME.startsWith("linux");

    private static final FileAttribute<?>[] FILE_MODE = WINDOWS
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            };
    private static final FileAttribute<?>[] DIRECTORY_MODE = WINDOWS
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            };

    @Override
    public VfsFile create(Path path) throws IOException {
        return new DiskFile(
                path,
                open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        FILE_MODE));
    }

    @Override
    public VfsFile openRead(Path path) throws IOException {
        requireRegular(path);
        return new DiskFile(path, open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public VfsFile openReadWrite(Path path) throws IOException {
        requireRegular(path);
        return new DiskFile(
                path,
                open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public long size(Path path) throws IOException {
        return Files.size(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw typed(e);
        }
    }

    @Override
    public boolean tryLink(Path existing, Path link) throws IOException {
        requireRegular(existing);
        try {
            Files.createLink(link, existing);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false; // Another device, or a file system without links: whoever asks can copy.
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = directory.toAbsolutePath().normalize(); at != null && !Files.exists(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path made : missing) {
            try {
                Files.createDirectory(made, DIRECTORY_MODE);
            } catch (IOException e) {
                throw typed(e);
            }
            syncDirectory(made.getParent());
        }
    }

    @Override
    public void deleteDirectory(Path directory) throws IOException {
        Files.delete(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (WINDOWS) {
            return; // NTFS journals names itself, and a directory cannot be opened there.
        }
        try (AsynchronousFileChannel channel = open(directory, Set.of(StandardOpenOption.READ))) {
            channel.force(true);
        }
    }

    @Override
    public String fileKey(Path path) throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return key == null ? "" : key.toString(); // Windows tells none.
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public Closeable tryLock(Path path, boolean shared) throws IOException {
        boolean present = exists(path);
        if (present) {
            requireRegular(path);
        } else if (shared && !Files.isWritable(path.toAbsolutePath().getParent())) {
            return () -> {};
        }
        // Who only reads changes nothing, unless there is no file to lock.
        AsynchronousFileChannel channel =
                shared && present
                        ? open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
                        : open(
                                path,
                                Set.of(
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.READ,
                                        StandardOpenOption.WRITE,
                                        LinkOption.NOFOLLOW_LINKS),
                                FILE_MODE);
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // This JVM has it, by a name that its claims do not know: as held as by another process.
            channel.close();
            return null;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    @Override
    public boolean canMap() {
        return LINUX;
    }

    /** Gives the operating system's word for a full device its own type: callers treat it as no damage. */
    static IOException typed(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device")
                        || message.contains("not enough space on the disk")
                        || message.contains("quota exceeded")
                ? new DiskFullException("no space left on the device: " + message, failure)
                : failure;
    }

    /**
     * An asynchronous channel whose executor runs the operation in the caller's thread: unlike a FileChannel it is not
     * closed for everybody when one caller is interrupted.
     */
    private static AsynchronousFileChannel open(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        try {
            return AsynchronousFileChannel.open(path, options, new DirectExecutorService(), attributes);
        } catch (IOException e) {
            throw typed(e);
        }
    }

    private static void requireRegular(Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString());
        }
        // Opening a pipe would block, and a link could lead out of the store.
        throw new FileSystemException(path.toString(), null, "not a regular file; links and devices are refused");
    }
}
