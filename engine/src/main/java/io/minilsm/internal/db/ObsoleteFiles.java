package io.minilsm.internal.db;

import io.minilsm.internal.format.FileName;
import io.minilsm.internal.version.FileNumbers;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Removes files that are provably dead, and no others. Thread-safe.
 *
 * <p>A table is dead when no version and no reader holds it. At open, a file is dead if the manifest does not name it
 * and its number was reserved before that open, and it says that it is this store's or, torn by a crash, says nothing:
 * then this store made it, and no durable edit ever named it or one dropped it. Other unknown files are left alone.
 * That a removal fails is logged and does no harm: the next open tries again.
 */
final class ObsoleteFiles {
    private static final Logger LOG = System.getLogger("io.minilsm");

    private final Vfs vfs;
    private final Path directory;
    private final Poison poison;
    private final Catalog.Right right;

    /** Makes one that removes nothing without the right: by then the directory of that name may be another store. */
    ObsoleteFiles(Vfs vfs, Path directory, Poison poison, Catalog.Right right) {
        this.vfs = vfs;
        this.directory = directory;
        this.poison = poison;
        this.right = right;
    }

    /** Closes a table that nobody holds any more and removes its file. */
    void removeTable(OpenTable table) {
        long number = table.metadata().number();
        try {
            table.close();
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "table not closed: file=" + FileName.table(number), e);
        }
        remove(FileName.table(number));
    }

    /** Removes log segments that the manifest durably names no more and that nobody writes to. */
    void removeWals(List<Long> numbers) {
        numbers.forEach(number -> remove(FileName.wal(number)));
    }

    /** Removes what earlier runs left behind; called before this one makes anything obsolete. */
    void sweep(StoreState state, long manifestNumber, long reservedFileNumber) throws IOException {
        Set<String> live = new HashSet<>();
        state.version().tables().forEach(table -> live.add(FileName.table(table.number())));
        state.wals().forEach(wal -> live.add(FileName.wal(wal.segment().number())));
        live.add(FileName.manifest(manifestNumber));
        for (String name : vfs.list(directory)) {
            OptionalLong number = FileNumbers.of(name);
            boolean unnamed =
                    number.isPresent() && number.getAsLong() < reservedFileNumber && !live.contains(name);
            if (unnamed && FileNumbers.maybeOurs(vfs, directory, name, state.storeId())) {
                remove(name);
            }
        }
    }

    private void remove(String name) {
        if (poison.isSet()) {
            return; // Nobody knows any more which manifest is on the disk.
        }
        try {
            right.requireHeld();
            vfs.delete(directory.resolve(name));
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "dead file not removed: file=" + directory.resolve(name), e);
        }
    }
}
