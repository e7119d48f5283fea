package io.minilsm.testing;

import io.minilsm.internal.vfs.Vfs;
import java.util.function.Predicate;

/**
 * Says that it has done certain forces and syncs, and has not: as a disk would, or an engine that forgot to ask. For
 * tests of crash tests.
 */
public final class LyingVfs extends WatchedVfs {
    private final Predicate<FileOperation> dropped;

    /** Makes a file system over another that drops the forces and directory syncs that the predicate names. */
    public LyingVfs(Vfs inner, Predicate<FileOperation> dropped) {
        super(inner);
        this.dropped = dropped;
    }

    @Override
    boolean drops(FileOperation operation) {
        return dropped.test(operation);
    }
}
