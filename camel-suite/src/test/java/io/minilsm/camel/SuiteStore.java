package io.minilsm.camel;

import io.minilsm.SharedStores;
import io.minilsm.api.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The one store of the JVM that all repositories of the suite are in; open until the JVM ends. */
public final class SuiteStore {
    private static final Path DIRECTORY =
            Path.of("target", "store-" + ProcessHandle.current().pid()).toAbsolutePath();
    private static final AtomicLong NAMES = new AtomicLong();
    private static final SharedStores.Lease LEASE = open();

    private SuiteStore() {}

    /** Returns the directory of the store. */
    public static String directory() {
        return LEASE.store().directory().toString();
    }

    /** Returns a name that no other repository of this JVM has. */
    public static String newName() {
        return "suite-" + NAMES.incrementAndGet();
    }

    private static SharedStores.Lease open() {
        try {
            return SharedStores.acquire(DIRECTORY, Options.defaults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
