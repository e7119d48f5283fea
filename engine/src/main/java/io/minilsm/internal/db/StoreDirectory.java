package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Finds out what a directory holds: a store, the beginnings of one, nothing, or something else; and makes a new store
 * so that a crash at any step leaves one of the first three. For the holder of the store's lock, but where it says so.
 */
final class StoreDirectory {
    /** What may stand in an empty directory: our lock and owner files, and what a file system puts at its root. */
    private static final Set<String> NEUTRAL =
            Set.of(FileName.LOCK, FileName.OWNER, FileName.OWNER_NEXT, "lost+found", ".DS_Store");

    private final Vfs vfs;
    private final Path directory;
    private final boolean inCopy;

    StoreDirectory(Vfs vfs, Path directory) {
        this(vfs, directory, false);
    }

    /** As the other; {@code inCopy} for who fills a directory in which {@link CopyMarker} stands. */
    StoreDirectory(Vfs vfs, Path directory, boolean inCopy) {
        this.vfs = vfs;
        this.directory = directory;
        this.inCopy = inCopy;
    }

    /** Throws if there is nothing of a store. Needs no lock, so that no lock file is left where nothing is made. */
    void requireAnything() throws IOException {
        if (vfs.list(directory).stream().noneMatch(FileName::isKnown)) {
            throw noStore();
        }
    }

    /** Throws if there are files and none is ours. Needs no lock, so that the lock file is not left with strangers. */
    void requireNoForeignFiles() throws IOException {
        String foreign = null;
        for (String name : vfs.list(directory)) {
            if (FileName.isKnown(name)) {
                return;
            }
            foreign = NEUTRAL.contains(name) ? foreign : name;
        }
        if (foreign != null) {
            throw foreign(foreign);
        }
    }

    private NotAStoreException foreign(String name) {
        return new NotAStoreException("not a store, and not empty: directory=" + directory + ", found=" + name);
    }

    /** Opens the store's manifest and writes nothing yet; makes the store if there is none. */
    VersionSet findOrCreate(Options options, LongSupplier random) throws IOException {
        List<String> names = namesBesideMarker();
        boolean unfinished = names.contains(FileName.CREATING);
        if (names.contains(FileName.CURRENT) && !unfinished) {
            if (options.errorIfExists()) {
                throw new FileAlreadyExistsException(directory.toString(), null, "store exists, errorIfExists is true");
            }
            return VersionSet.find(vfs, directory);
        }
        if (!unfinished) {
            requireNothingElse(names);
        }
        if (!options.createIfMissing()) {
            throw noStore();
        }
        return create(names, unfinished, new UUID(random.getAsLong(), random.getAsLong()));
    }

    private List<String> namesBesideMarker() throws IOException {
        if (!inCopy) {
            CopyMarker.requireNone(vfs, directory);
        }
        return vfs.list(directory).stream()
                .filter(name -> !name.equals(FileName.COPYING))
                .toList();
    }

    private NotAStoreException noStore() {
        return new NotAStoreException("no store here, and createIfMissing is false: directory=" + directory);
    }

    /** Throws unless there is a finished store. */
    void requireStore() throws IOException {
        List<String> names = namesBesideMarker();
        if (!names.contains(FileName.CURRENT) || names.contains(FileName.CREATING)) {
            if (!names.contains(FileName.CREATING)) {
                requireNothingElse(names);
            }
            throw new NotAStoreException("no store here: directory=" + directory);
        }
    }

    /**
     * Makes the store between the making and the removal of the marker. Nothing was acknowledged before the marker was
     * durably gone, so whatever stands beside it is left over from a first opening that did not finish.
     */
    private VersionSet create(List<String> names, boolean unfinished, UUID storeId) throws IOException {
        Path marker = directory.resolve(FileName.CREATING);
        if (!unfinished) {
            vfs.create(marker).close();
            vfs.syncDirectory(directory);
        }
        for (String name : names) {
            if (FileName.isKnown(name) && !NEUTRAL.contains(name) && !name.equals(FileName.CREATING)) {
                vfs.delete(directory.resolve(name));
            }
        }
        VersionSet versions = VersionSet.create(vfs, directory, storeId);
        boolean finished = false;
        try {
            vfs.delete(marker);
            vfs.syncDirectory(directory);
            finished = true;
            return versions;
        } finally {
            if (!finished) {
                versions.close();
            }
        }
    }

    private void requireNothingElse(List<String> names) throws IOException {
        for (String name : names) {
            if (NEUTRAL.contains(name)) {
                continue;
            }
            if (FileName.isKnown(name)) {
                throw new CorruptionException(
                        "superblock missing beside other files of a store",
                        FileName.CURRENT,
                        CorruptionException.WHOLE_FILE,
                        "directory=" + directory + ", found=" + name);
            }
            throw foreign(name);
        }
    }
}
