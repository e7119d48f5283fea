package io.minilsm.internal.db;

import io.minilsm.api.NotAStoreException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file COPYING: it stands in a directory from before the first file of a copy until all of it is durable and
 * verified. While it stands nothing there is a store, so that half a copy is never taken for one. Stateless.
 */
public final class CopyMarker {
    private static final Logger LOG = System.getLogger("io.minilsm");

    private CopyMarker() {}

    /**
     * Throws unless a copy may be made in the target.
     *
     * @throws DirectoryNotEmptyException if there is something in it
     */
    public static void requireFree(Vfs vfs, Path target) throws IOException {
        if (!vfs.exists(target)) {
            return;
        }
        if (!vfs.isDirectory(target)) {
            throw new NotAStoreException("target is not a directory: path=" + target);
        }
        requireNone(vfs, target);
        if (!vfs.list(target).isEmpty()) {
            throw new DirectoryNotEmptyException(target.toString());
        }
    }

    /** Throws if a copy was begun in the directory and did not end. */
    public static void requireNone(Vfs vfs, Path directory) throws IOException {
        if (vfs.exists(directory.resolve(FileName.COPYING))) {
            throw new NotAStoreException("copy did not end, so this is no store: directory=" + directory
                    + ", found=" + FileName.COPYING + "; remove the directory and copy again");
        }
    }

    /** Begins a copy in a directory without files, making it if need be; returns its real path. */
    public static Path begin(Vfs vfs, Path target) throws IOException {
        vfs.createDirectories(target);
        Path directory = vfs.realPath(target);
        vfs.create(directory.resolve(FileName.COPYING)).close();
        boolean done = false;
        try {
            vfs.syncDirectory(directory);
            done = true;
            return directory;
        } finally {
            if (!done) {
                remove(vfs, directory);
            }
        }
    }

    /** Makes what is in the directory a store; durable when it returns. Its files are forced already. */
    public static void finish(Vfs vfs, Path directory) throws IOException {
        vfs.syncDirectory(directory);
        vfs.delete(directory.resolve(FileName.COPYING));
        vfs.syncDirectory(directory);
    }

    /**
     * Removes a copy that failed, the marker last: what is left of it at any moment is never taken for a store. That
     * the removal fails is logged; the marker tells who comes next. A copy whose marker is gone is whole and stays.
     */
    public static void remove(Vfs vfs, Path directory) {
        try {
            List<String> names = vfs.list(directory);
            if (!names.contains(FileName.COPYING)) {
                return;
            }
            for (String name : names) {
                if (FileName.isKnown(name) && !name.equals(FileName.COPYING)) {
                    vfs.delete(directory.resolve(name));
                }
            }
            vfs.syncDirectory(directory);
            vfs.delete(directory.resolve(FileName.COPYING));
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "unfinished copy not removed: directory=" + directory, e);
        }
    }
}
