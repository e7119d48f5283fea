package io.minilsm.internal.db;

import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Removes a store's files, and no others. Stateless. */
public final class StoreRemoval {
    private StoreRemoval() {}

    /** Removes the store in the directory; see {@link io.minilsm.MiniLsm#destroy}. */
    public static void run(Vfs vfs, Path path) throws IOException {
        if (!vfs.exists(path)) {
            return;
        }
        Path directory = vfs.realPath(path);
        if (vfs.list(directory).stream().noneMatch(FileName::isKnown)) {
            return;
        }
        try (StoreLock lock = StoreLock.take(vfs, directory, false)) {
            // With the marker there, what a crash leaves of the store is never taken for damage or for a store.
            vfs.create(markerIn(vfs, directory)).close();
            vfs.syncDirectory(directory);
            for (String name : vfs.list(directory)) {
                if (FileName.isKnown(name) && !name.equals(FileName.LOCK) && !name.equals(FileName.CREATING)) {
                    vfs.delete(directory.resolve(name));
                }
            }
            vfs.syncDirectory(directory);
            vfs.delete(directory.resolve(FileName.CREATING));
            vfs.delete(directory.resolve(FileName.LOCK));
        }
        List<String> left = vfs.list(directory);
        if (left.isEmpty()) {
            vfs.deleteDirectory(directory);
        }
    }

    private static Path markerIn(Vfs vfs, Path directory) throws IOException {
        Path marker = directory.resolve(FileName.CREATING);
        if (vfs.exists(marker)) {
            vfs.delete(marker);
        }
        return marker;
    }
}
