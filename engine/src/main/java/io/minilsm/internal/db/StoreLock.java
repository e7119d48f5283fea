package io.minilsm.internal.db;

import io.minilsm.api.StoreLockedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The right to use a store's directory: one writer, or several readers, over all processes.
 *
 * <p>Thread-safe. Locks are taken in this order. First system properties, which every class loader of the JVM sees:
 * named after the real path, and after what tells the directory and its file LOCK from all others, since both may be
 * reached by another path, as when the directory is moved, mounted twice, or LOCK has a second name. Only then the lock
 * on that file, against other processes: opening it a second time in one JVM and closing it again would silently drop
 * the first one's POSIX lock, so nobody but the owner of the properties ever opens it.
 *
 * <p>A lock on a file protects only while everybody finds that file. Who finds no LOCK, or another than the one that
 * OWNER names, stays out while that owner may run; and an owner whose LOCK is gone writes on only while OWNER is its
 * own, see {@link #requireHeld}. Where the platform does not tell files apart, as on Windows, which does not let an
 * open file be deleted or replaced, only a missing LOCK is seen.
 */
public final class StoreLock implements Closeable {
    private static final String CLAIM_PREFIX = "io.minilsm.store.";

    /** Somebody else replaces a lock file once, not again and again. */
    private static final int MAX_ATTEMPTS = 3;

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final String me;

    // Constant after take.
    private Closeable fileLock;
    private String fileKey = "";

    // Guarded by this.
    private final List<String> claims = new ArrayList<>();
    private boolean released;

    private StoreLock(Vfs vfs, Path directory, boolean shared) {
        this.vfs = vfs;
        this.directory = directory;
        me = "pid=" + ProcessHandle.current().pid() + (shared ? " (read-only)" : "") + ", by path=" + directory;
    }

    /**
     * Takes the lock.
     *
     * @param directory the store's real path
     * @param shared whether only to read: tolerates readers in other processes
     * @throws StoreLockedException if somebody else has it; names the owner as far as known
     */
    public static StoreLock take(Vfs vfs, Path directory, boolean shared) throws IOException {
        StoreLock lock = new StoreLock(vfs, directory, shared);
        boolean taken = false;
        try {
            lock.claim(directory.toString());
            lock.claim(vfs.fileKey(directory));
            lock.lockFile(shared);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    /** Returns what tells the file LOCK from all others; empty if the platform does not. */
    String fileKey() {
        return fileKey;
    }

    /**
     * Throws if somebody else may have the store by now: LOCK is not the file that was locked, and OWNER is not what
     * this one wrote.
     */
    void requireHeld() throws IOException {
        if (fileKey.isEmpty() || vfs.fileKey(directory.resolve(FileName.LOCK)).equals(fileKey)) {
            return;
        }
        Owner owner = Owner.read(vfs, directory);
        if (owner == null || !owner.lockKey().equals(fileKey)) {
            throw new StoreLockedException("store was taken away while it was open, its files LOCK and OWNER are gone"
                    + " or somebody else's: directory=" + directory + ", owner="
                    + (owner == null ? "unknown" : owner.describe()));
        }
    }

    private synchronized void claim(String name) throws StoreLockedException {
        if (name.isEmpty() || claims.contains(CLAIM_PREFIX + name)) {
            return;
        }
        Object holder = System.getProperties().putIfAbsent(CLAIM_PREFIX + name, me);
        if (holder != null) {
            throw new StoreLockedException("store already open in this JVM: directory=" + directory + ", owner="
                    + holder + "; close it first, or share it through SharedStores");
        }
        claims.add(CLAIM_PREFIX + name);
    }

    private void lockFile(boolean shared) throws IOException {
        Path path = directory.resolve(FileName.LOCK);
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            boolean missing = !vfs.exists(path);
            String before = vfs.fileKey(path);
            claim(before);
            fileLock = vfs.tryLock(path, shared);
            if (fileLock == null) {
                throw new StoreLockedException("store is open in another process: directory=" + directory + ", owner="
                        + describe(ownerOrNull()));
            }
            fileKey = vfs.fileKey(path);
            if (missing || fileKey.equals(before)) {
                claim(fileKey);
                requireLastOwnerGone(path, missing);
                return;
            }
            // What was locked may be a file that has lost its name since, where the next one finds another.
            fileLock.close();
            fileLock = null;
        }
        throw new StoreLockedException("file LOCK is being replaced by somebody: directory=" + directory);
    }

    /** A file LOCK that was deleted or replaced while the store was open is still locked, only nobody can see it. */
    private void requireLastOwnerGone(Path path, boolean missing) throws IOException {
        boolean free = false;
        Owner owner = null;
        try {
            owner = missing && !vfs.exists(directory.resolve(FileName.CURRENT)) ? null : Owner.read(vfs, directory);
            boolean doubtful = owner != null
                    && owner.isOf(vfs.fileKey(directory))
                    && (missing || !owner.lockKey().isEmpty() && !owner.lockKey().equals(fileKey));
            free = !doubtful || !owner.mayRun();
        } finally {
            if (!free && missing && vfs.exists(path)) {
                vfs.delete(path);
            }
        }
        if (!free) {
            throw new StoreLockedException("file LOCK is " + (missing ? "missing" : "not the one that was locked")
                    + ", and the process that opened the store last may still have it open: directory=" + directory
                    + ", owner=" + owner.describe()
                    + "; end that process, or delete the file OWNER if it has closed the store");
        }
    }

    private Owner ownerOrNull() {
        try {
            return Owner.read(vfs, directory);
        } catch (IOException e) {
            System.getLogger("io.minilsm").log(System.Logger.Level.WARNING, "OWNER could not be read", e);
            return null;
        }
    }

    private static String describe(Owner owner) {
        return owner == null ? "unknown" : owner.describe();
    }

    @Override
    public synchronized void close() throws IOException {
        if (released) {
            return;
        }
        released = true;
        try {
            if (fileLock != null) {
                fileLock.close();
            }
        } finally {
            claims.forEach(System.getProperties()::remove);
        }
    }
}
