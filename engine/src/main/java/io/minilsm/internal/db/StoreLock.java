package io.minilsm.internal.db;

import io.minilsm.api.StoreLockedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The right to use a store's directory: one writer, or several readers, over all processes.
 *
 * <p>Thread-safe. Two locks are taken, in this order. First a system property named after the real path: it is seen by
 * every class loader of the JVM. Only then the lock on the file LOCK, against other processes: opening that file a
 * second time in one JVM and closing it again would silently drop the first one's POSIX lock, so nobody but the owner
 * of the property ever opens it.
 */
public final class StoreLock implements Closeable {
    private static final String CLAIM_PREFIX = "io.minilsm.store.";

    private final String claim;
    private final Closeable fileLock;
    private boolean released;

    private StoreLock(String claim, Closeable fileLock) {
        this.claim = claim;
        this.fileLock = fileLock;
    }

    /**
     * Takes the lock.
     *
     * @param directory the store's real path
     * @param shared whether only to read: tolerates readers in other processes
     * @throws StoreLockedException if somebody else has it; names the owner as far as known
     */
    public static StoreLock take(Vfs vfs, Path directory, boolean shared) throws IOException {
        String claim = CLAIM_PREFIX + directory;
        String me = "pid=" + ProcessHandle.current().pid() + (shared ? " (read-only)" : "");
        Object holder = System.getProperties().putIfAbsent(claim, me);
        if (holder != null) {
            throw new StoreLockedException("store already open in this JVM: directory=" + directory + ", owner="
                    + holder + "; close it first, or share it through SharedStores");
        }
        boolean taken = false;
        try {
            StoreLock lock = new StoreLock(claim, lockFile(vfs, directory, shared));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                System.getProperties().remove(claim);
            }
        }
    }

    private static Closeable lockFile(Vfs vfs, Path directory, boolean shared) throws IOException {
        Path path = directory.resolve(FileName.LOCK);
        boolean missing = !vfs.exists(path) && vfs.exists(directory.resolve(FileName.CURRENT));
        Closeable lock = vfs.tryLock(path, shared);
        if (lock == null) {
            throw new StoreLockedException(
                    "store is open in another process: directory=" + directory + ", owner=" + ownerOf(vfs, directory));
        }
        if (!missing) {
            return lock;
        }
        // A file LOCK that was deleted while the store was open is still locked, only nobody can see it any more.
        boolean free = false;
        try {
            Owner owner = Owner.read(vfs, directory);
            free = owner == null || !owner.mayRun();
        } finally {
            if (!free) {
                lock.close();
                if (vfs.exists(path)) {
                    vfs.delete(path);
                }
            }
        }
        if (!free) {
            throw new StoreLockedException("file LOCK is missing, and the process that opened the store last may still"
                    + " have it open: directory=" + directory + ", owner=" + ownerOf(vfs, directory)
                    + "; end that process, or delete the file OWNER if it has closed the store");
        }
        return lock;
    }

    private static String ownerOf(Vfs vfs, Path directory) {
        try {
            Owner owner = Owner.read(vfs, directory);
            return owner == null ? "unknown" : owner.describe();
        } catch (IOException e) {
            return "unknown, since OWNER could not be read: " + e.getMessage();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (released) {
            return;
        }
        released = true;
        try {
            fileLock.close();
        } finally {
            System.getProperties().remove(claim);
        }
    }
}
