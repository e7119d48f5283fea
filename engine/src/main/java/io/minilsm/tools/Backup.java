package io.minilsm.tools;

import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Copies a closed store, verified, into a new directory. For an open one there is
 * {@link io.minilsm.api.Store#checkpoint}. A backup is a store: to restore it, copy it back or open it where it is.
 * Stateless.
 */
public final class Backup {
    private Backup() {}

    /**
     * What was backed up.
     *
     * @param sequence sequence of the last write in the backup
     * @param check what the verification of the backup counted; it is clean
     */
    public record Report(long sequence, VerifyReport check) {}

    /**
     * Backs the store up; what is in its log is written to tables first.
     *
     * @param to does not exist, or is an empty directory
     * @throws io.minilsm.api.CorruptionException if the store is damaged; no backup was made
     * @throws io.minilsm.api.StoreLockedException if the store is open
     * @throws java.nio.file.DirectoryNotEmptyException if there is something in {@code to}
     */
    public static Report run(Path from, Path to) throws IOException {
        long sequence;
        Options options = Options.defaults().withCreateIfMissing(false);
        try (Store store = LsmStore.open(Environment.system(), from, options)) {
            sequence = store.checkpoint(to);
        }
        VerifyReport check = Verify.run(to);
        if (!check.isClean()) {
            throw new IOException("backup does not verify: directory=" + check.directory() + ", first damage="
                    + check.damages().get(0).what());
        }
        return new Report(sequence, check);
    }
}
