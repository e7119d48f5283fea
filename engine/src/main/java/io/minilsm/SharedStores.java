package io.minilsm;

import io.minilsm.api.Options;
import io.minilsm.api.OptionsConflictException;
import io.minilsm.api.Store;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One open store per directory for all users in this JVM, counted: the first lease opens it, the closing of the last
 * one closes it. The JDBC driver and the Camel component share stores through it.
 *
 * <p>Thread-safe. Opening and closing of one store do not hold up users of another.
 */
public final class SharedStores {
    /** The engine's one static mutable state: users of one JVM that know nothing of each other must meet somewhere. */
    private static final SharedStores INSTANCE = new SharedStores();

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<Path, Entry> entries = new HashMap<>();

    private SharedStores() {}

    /**
     * Returns a lease of the store in the directory, opening it if this is the first.
     *
     * @throws OptionsConflictException if the store is open with another value of an option set explicitly here
     */
    public static Lease acquire(Path directory, Options options) throws IOException {
        return INSTANCE.lease(directory, options);
    }

    private Lease lease(Path directory, Options options) throws IOException {
        Path name = nameOf(directory);
        Entry entry;
        lock.lock();
        try {
            entry = entries.computeIfAbsent(name, absent -> new Entry(name));
            entry.users++;
        } finally {
            lock.unlock();
        }
        try {
            return new Lease(this, entry, entry.open(directory, options));
        } catch (Throwable e) {
            try {
                release(entry);
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private void release(Entry entry) throws IOException {
        // The store's own lock is held over its closing, so that a new user waits for it, not for the lock file.
        entry.life.lock();
        try {
            if (hasUsersLeft(entry)) {
                return;
            }
            try {
                entry.close();
            } finally {
                forgetUnlessUsed(entry);
            }
        } finally {
            entry.life.unlock();
        }
    }

    /** Counts a user less; returns whether others are left. */
    private boolean hasUsersLeft(Entry entry) {
        lock.lock();
        try {
            return --entry.users > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Called by who closed the store, and by nobody while another closes it: who comes then must find the entry. */
    private void forgetUnlessUsed(Entry entry) {
        lock.lock();
        try {
            if (entry.users == 0) {
                entries.remove(entry.name, entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Real path where there is a directory already; else the real path of the nearest parent and the rest behind it.
     */
    private static Path nameOf(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        for (Path at = absolute; at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return at.toRealPath().resolve(at.relativize(absolute)).normalize();
            }
        }
        return absolute;
    }

    /** A counted share in an open store. Thread-safe; closing it twice is harmless. */
    public static final class Lease implements Closeable {
        private final SharedStores stores;
        private final Entry entry;
        private final Store store;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(SharedStores stores, Entry entry, Store store) {
            this.stores = stores;
            this.entry = entry;
            this.store = store;
        }

        /** Returns the store; not to be closed but through {@link #close()}. */
        public Store store() {
            return store;
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                stores.release(entry);
            }
        }
    }

    private static final class Entry {
        private final Path name;
        private final ReentrantLock life = new ReentrantLock();

        // Guarded by SharedStores.lock.
        private int users;

        // Guarded by life.
        private Store store;
        private Options openOptions;

        Entry(Path name) {
            this.name = name;
        }

        /** Returns the open store; opens it if it is not, also for who came while the last user before closed it. */
        Store open(Path directory, Options options) throws IOException {
            life.lock();
            try {
                if (store == null) {
                    store = MiniLsm.open(directory, options);
                    openOptions = options;
                }
                String conflict = openOptions.conflictWith(options);
                if (conflict != null) {
                    throw new OptionsConflictException(
                            "store already open with other options: directory=" + name + ", " + conflict);
                }
                return store;
            } finally {
                life.unlock();
            }
        }

        void close() throws IOException {
            if (store != null) {
                Store closing = store;
                store = null;
                closing.close();
            }
        }
    }
}
