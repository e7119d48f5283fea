package io.minilsm.internal.vfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the engine uses it. Thread-safe. Files are regular files directly in a directory; symbolic links
 * inside a store are not followed. A full device is a {@link io.minilsm.api.DiskFullException}.
 */
public interface Vfs {
    /** Makes a file of mode 0600 for reading and writing; fails if the name is taken. */
    VfsFile create(Path path) throws IOException;

    /** Opens a regular file for reading. */
    VfsFile openRead(Path path) throws IOException;

    /** Opens a regular file for reading and writing. */
    VfsFile openReadWrite(Path path) throws IOException;

    /** Returns whether something has that name. */
    boolean exists(Path path) throws IOException;

    /** Returns whether a directory has that name. */
    boolean isDirectory(Path path) throws IOException;

    /** Returns the names in the directory, sorted. */
    List<String> list(Path directory) throws IOException;

    /** Returns the size of the file in bytes. */
    long size(Path path) throws IOException;

    /** Removes the file; fails if there is none. */
    void delete(Path path) throws IOException;

    /** Gives the file another name, replacing what had it, in one step. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Makes the directory and its missing parents, mode 0700, and syncs the parents of each that was made. Does nothing
     * if it is there.
     */
    void createDirectories(Path directory) throws IOException;

    /**
     * Gives an existing file a second name in another directory, if the file system can: both then share their bytes.
     *
     * @return false if it cannot, as between devices; nothing was done
     */
    default boolean tryLink(Path existing, Path link) throws IOException {
        return false;
    }

    /** Removes an empty directory. */
    void deleteDirectory(Path directory) throws IOException;

    /** Makes the names in the directory durable. Does nothing on a platform that cannot. */
    void syncDirectory(Path directory) throws IOException;

    /**
     * Returns what tells the file or directory from all others on this machine while it is there, whatever its name.
     *
     * @return empty if there is none of that name, or the platform does not tell
     */
    default String fileKey(Path path) throws IOException {
        return "";
    }

    /** Returns the path with links followed, the one name by which this process knows the directory. */
    Path realPath(Path path) throws IOException;

    /**
     * Takes the lock on the file, making the file if needed. Where it cannot be made, as on a read-only mount, nobody
     * can write, and who wants to share the lock needs none.
     *
     * @param shared whether other shared holders are tolerated
     * @return the lock, released by closing it; null if another process holds it
     */
    Closeable tryLock(Path path, boolean shared) throws IOException;

    /** Returns whether {@link VfsFile#map} works and a force of the file covers what was stored through the mapping. */
    boolean canMap();
}
