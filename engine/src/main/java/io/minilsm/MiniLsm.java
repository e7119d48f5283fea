package io.minilsm;

import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.db.StoreRemoval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The door: opens and destroys stores. Stateless.
 *
 * <p>Opening fails with {@link io.minilsm.api.StoreLockedException} if somebody else has the store open,
 * {@link io.minilsm.api.NotAStoreException} if the path holds something else,
 * {@link io.minilsm.api.FormatVersionException} if a newer engine wrote it, and
 * {@link io.minilsm.api.CorruptionException} if stored bytes that were promised are damaged; nothing is changed then.
 */
public final class MiniLsm {
    private MiniLsm() {}

    /** Opens the store in the directory with the default options, making it if there is none. */
    public static Store open(Path directory) throws IOException {
        return open(directory, Options.defaults());
    }

    /** Opens the store in the directory, making it if there is none and the options allow. */
    public static Store open(Path directory, Options options) throws IOException {
        return LsmStore.open(Environment.system(), directory, options);
    }

    /**
     * Opens the store in the directory without writing a byte; refused while another process writes to it.
     *
     * <p>Where a table is damaged or missing as a whole, the store opens all the same: reads that come to its range of
     * keys throw {@link io.minilsm.api.CorruptionException}, unless a newer table or the log has their answer, and all
     * others are answered. A damaged manifest or log is refused, since any key may have been in it.
     */
    public static Store openReadOnly(Path directory, Options options) throws IOException {
        return LsmStore.openReadOnly(Environment.system(), directory, options);
    }

    /** Makes an empty store that lives in memory and is gone when closed; every write counts as durable at once. */
    public static Store openInMemory(Options options) throws IOException {
        // Each has a name of its own: a directory can be open once in a JVM, whatever file system it is on.
        Path directory = Path.of("/memory-" + UUID.randomUUID());
        return LsmStore.open(Environment.inMemory(), directory, options);
    }

    /**
     * Removes the files of a store and, if nothing else is in it, its directory. Does nothing if there is no store;
     * refused while the store is open.
     */
    public static void destroy(Path directory) throws IOException {
        StoreRemoval.run(Environment.system().vfs(), directory);
    }
}
