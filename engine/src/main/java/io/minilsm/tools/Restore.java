package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Store;
import io.minilsm.internal.db.CopyMarker;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.db.StoreLock;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.Superblock;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a backup, or any closed store, byte for byte to where it is to be used. The backup is only read, so that it
 * may be on a read-only medium; the copy shares no file with it, so that nothing that happens to one happens to the
 * other. Stateless.
 */
public final class Restore {
    private static final int COPY_BYTES = 1 << 20;

    private Restore() {}

    /**
     * What was restored.
     *
     * @param sequence sequence of the last write in the restored store
     * @param check what the verification of the restored store counted; it is clean
     */
    public record Report(long sequence, VerifyReport check) {}

    /**
     * Restores the store in {@code from} to {@code to}, which becomes a store only when all is copied and verified:
     * after a crash before that, it is refused as half a copy.
     *
     * @param to does not exist, or is an empty directory
     * @throws NotAStoreException if there is no store in {@code from}
     * @throws io.minilsm.api.CorruptionException if the copy does not verify; names the first damage; no copy is left
     * @throws io.minilsm.api.StoreLockedException if the store in {@code from} is open for writing
     * @throws java.nio.file.DirectoryNotEmptyException if there is something in {@code to}
     */
    public static Report run(Path from, Path to) throws IOException {
        return run(Environment.system(), from, to);
    }

    /** As {@link #run(Path, Path)}, in the given world. */
    static Report run(Environment environment, Path from, Path to) throws IOException {
        Vfs vfs = environment.vfs();
        if (!vfs.isDirectory(from)) {
            throw new NotAStoreException("no store here: directory=" + from);
        }
        Path source = vfs.realPath(from);
        CopyMarker.requireNone(vfs, source);
        if (!vfs.exists(source.resolve(FileName.CURRENT))) {
            throw new NotAStoreException("no store here: directory=" + source);
        }
        CopyMarker.requireFree(vfs, to);
        // Taking the lock would make its file; where there is none, nobody has the backup open.
        boolean hasLock = vfs.exists(source.resolve(FileName.LOCK));
        try (Closeable lock = hasLock ? StoreLock.take(vfs, source, true) : () -> {}) {
            StoreState state = VersionSet.readState(vfs, source);
            return copy(environment, source, to, filesOf(vfs, source, state));
        }
    }

    /** Superblock, the manifest that it names, and what that one names; not who had the store open and what is dead. */
    private static List<String> filesOf(Vfs vfs, Path source, StoreState state) throws IOException {
        List<String> names = new ArrayList<>();
        names.add(FileName.CURRENT);
        names.add(FileName.manifest(Superblock.read(vfs, source).newest().manifestNumber()));
        state.version().tables().forEach(table -> names.add(FileName.table(table.number())));
        state.wals().forEach(wal -> names.add(FileName.wal(wal.number())));
        return names;
    }

    private static Report copy(Environment environment, Path source, Path to, List<String> names)
            throws IOException {
        Vfs vfs = environment.vfs();
        Path target = CopyMarker.begin(vfs, to);
        boolean done = false;
        try {
            for (String name : names) {
                copyFile(vfs, source.resolve(name), target.resolve(name));
            }
            VerifyReport check = Verify.runInCopy(environment, target);
            if (!check.isClean()) {
                Damage first = check.damages().get(0);
                throw new CorruptionException(
                        "backup is damaged, nothing was restored",
                        first.file(),
                        first.offset(),
                        "cause=" + first.what());
            }
            long sequence;
            try (Store store = LsmStore.openCopyReadOnly(environment, target)) {
                sequence = store.visibleSequence();
            }
            CopyMarker.finish(vfs, target);
            done = true;
            return new Report(sequence, check);
        } finally {
            if (!done) {
                CopyMarker.remove(vfs, target);
            }
        }
    }

    private static void copyFile(Vfs vfs, Path from, Path to) throws IOException {
        try (VfsFile source = vfs.openRead(from);
                VfsFile copy = vfs.create(to)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            for (long at = 0; source.read(buffer.clear(), at) > 0; at += buffer.limit()) {
                copy.write(buffer.flip(), at);
            }
            copy.force();
        } catch (NoSuchFileException e) {
            String name = from.getFileName().toString();
            throw new CorruptionException("file missing", name, CorruptionException.WHOLE_FILE, "", e);
        }
    }
}
