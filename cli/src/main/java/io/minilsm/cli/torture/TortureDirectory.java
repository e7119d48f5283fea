package io.minilsm.cli.torture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is the torture's own: it was absent or empty, or holds the mark that an earlier run left. While this
 * is open, no other run takes it. For one thread.
 */
final class TortureDirectory implements Closeable {
    static final String MARK = "minilsm-torture";

    private static final String JOB = "job-";
    private static final String KEPT = "violation-";

    private final Path path;
    private final boolean made;
    private final FileChannel mark;
    private final FileLock lock;

    private TortureDirectory(Path path, boolean made, FileChannel mark, FileLock lock) {
        this.path = path;
        this.made = made;
        this.mark = mark;
        this.lock = lock;
    }

    /**
     * Takes the directory, and removes what a run that was ended half-way has left in it; stores that were kept because
     * of a violation stay.
     *
     * @throws DirectoryNotEmptyException if it holds something else
     */
    static TortureDirectory take(Path path) throws IOException {
        boolean made = Files.notExists(path);
        Files.createDirectories(path);
        Path mark = path.resolve(MARK);
        boolean own = Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS);
        if (!own && !names(path).isEmpty()) {
            throw new DirectoryNotEmptyException(path + "; torture takes an empty directory, or none, or its own");
        }
        FileChannel channel = FileChannel.open(
                mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            TortureDirectory taken = new TortureDirectory(path, made, channel, lock);
            taken.removeJobs();
            return taken;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another torture runs here: directory=" + path, e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** Returns a new directory for a job. */
    Path job(int number) throws IOException {
        return Files.createDirectory(path.resolve(JOB + number));
    }

    /** Keeps what a job has left, for who looks into it; returns where. */
    Path keep(Path job, long seed) throws IOException {
        Path kept = path.resolve(KEPT + seed);
        for (int i = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); i++) {
            kept = path.resolve(KEPT + seed + "-" + i);
        }
        return Files.move(job, kept);
    }

    /** Removes the jobs, and if nothing was kept the mark, and the directory if it was not there before. */
    @Override
    public void close() throws IOException {
        try (mark;
                lock) {
            removeJobs();
            if (names(path).equals(List.of(MARK))) {
                Files.delete(path.resolve(MARK));
                if (made) {
                    Files.delete(path);
                }
            }
        }
    }

    private void removeJobs() throws IOException {
        for (String name : names(path)) {
            if (name.matches(JOB + "\\d+")) {
                Trees.delete(path.resolve(name));
            }
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
