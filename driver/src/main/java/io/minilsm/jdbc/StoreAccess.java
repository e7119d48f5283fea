package io.minilsm.jdbc;

import io.minilsm.MiniLsm;
import io.minilsm.SharedStores;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Opens stores for connections. Those in directories are shared through the engine, with other users of this JVM too;
 * those in memory by name, and those opened read-only, are shared and counted here.
 */
final class StoreAccess {
    /** Connections of one JVM to one name must meet somewhere, as those to one directory do in {@link SharedStores}. */
    private static final StoreAccess INSTANCE = new StoreAccess();

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<String, Shared> shared = new HashMap<>();

    private StoreAccess() {}

    /** A share in an open store. Closing it twice is harmless. */
    record Lease(Store store, Closeable share) implements Closeable {
        @Override
        public void close() throws IOException {
            share.close();
        }
    }

    private interface Opening {
        Store open() throws IOException;
    }

    private static final class Shared {
        private final Store store;
        private int users;

        Shared(Store store) {
            this.store = store;
        }
    }

    static Lease open(ConnectionUrl url, Options options) throws IOException {
        if (url.memoryName() != null) {
            if (url.memoryName().isEmpty()) {
                Store store = MiniLsm.openInMemory(options);
                return new Lease(store, store);
            }
            return INSTANCE.share("mem:" + url.memoryName(), () -> MiniLsm.openInMemory(options));
        } else if (url.options().isTrue(DriverOption.READ_ONLY)) {
            return openReadOnly(url.directory(), options);
        }
        SharedStores.Lease lease = SharedStores.acquire(url.directory(), options);
        return new Lease(lease.store(), lease);
    }

    /** Opens the files for reading only; where this JVM has the store open for writing, takes a share in that. */
    private static Lease openReadOnly(Path directory, Options options) throws IOException {
        Path name = Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath();
        try {
            return INSTANCE.share("ro:" + name, () -> MiniLsm.openReadOnly(directory, options));
        } catch (StoreLockedException locked) {
            try {
                SharedStores.Lease lease = SharedStores.acquire(directory, options.withCreateIfMissing(false));
                return new Lease(lease.store(), lease);
            } catch (StoreLockedException again) {
                locked.addSuppressed(again);
                throw locked;
            }
        }
    }

    private Lease share(String name, Opening opening) throws IOException {
        lock.lock();
        try {
            Shared entry = shared.get(name);
            if (entry == null) {
                entry = new Shared(opening.open());
                shared.put(name, entry);
            }
            entry.users++;
            Shared taken = entry;
            AtomicBoolean closed = new AtomicBoolean();
            return new Lease(entry.store, () -> {
                if (closed.compareAndSet(false, true)) {
                    release(name, taken);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void release(String name, Shared entry) throws IOException {
        lock.lock();
        try {
            if (--entry.users == 0) {
                shared.remove(name);
                entry.store.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
