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
            Closeable fileLock = vfs.tryLock(directory.resolve(FileName.LOCK), shared);
            if (fileLock == null) {
                Owner owner = Owner.read(vfs, directory);
                throw new StoreLockedException("store is open in another process: directory=" + directory + ", owner="
                        + (owner == null ? "unknown" : owner.describe()));
            }
            taken = true;
            return new StoreLock(claim, fileLock);
        } finally {
            if (!taken) {
                System.getProperties().remove(claim);
            }
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
