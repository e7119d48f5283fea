package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Copies an open store into a new directory as it is at one moment. For one use, by one thread; writers go on.
 *
 * <p>Memory is flushed and a read state pinned, so that none of its tables goes away. Its tables are a prefix of the
 * writes if everything in its memtables is newer than everything in them; a bulk load may have come between, then it is
 * flushed again. The marker of an unfinished store stands in the target until all of it is durable and read back.
 */
final class CheckpointJob {
    private static final Logger LOG = System.getLogger("io.minilsm");

    /** Each attempt is spoiled by a bulk load that ends during its flush only. */
    private static final int MAX_ATTEMPTS = 100;

    private static final int COPY_BYTES = 1 << 20;

    private final Vfs vfs;
    private final Path directory;
    private final Maintenance maintenance;
    private final ReadStates states;
    private final VersionSet versions;

    /** The target, once this job has made something in it that is no store yet. */
    private Path made;

    CheckpointJob(Vfs vfs, Path directory, Maintenance maintenance, ReadStates states, VersionSet versions) {
        this.vfs = vfs;
        this.directory = directory;
        this.maintenance = maintenance;
        this.states = states;
        this.versions = versions;
    }

    /** See {@link io.minilsm.api.Store#checkpoint}. */
    long run(Path target) throws IOException {
        requireFree(target);
        ReadState pinned = pin();
        boolean done = false;
        try {
            long sequence = Math.max(pinned.flushedSequence(), largestInTables(pinned));
            vfs.createDirectories(target);
            copy(pinned, versions.state(), vfs.realPath(target), sequence);
            done = true;
            return sequence;
        } finally {
            pinned.release();
            if (!done && made != null) {
                removeMade();
            }
        }
    }

    private void requireFree(Path target) throws IOException {
        if (!vfs.exists(target)) {
            return;
        }
        if (!vfs.isDirectory(target)) {
            throw new NotAStoreException("target is not a directory: path=" + target);
        }
        if (!vfs.list(target).isEmpty()) {
            throw new DirectoryNotEmptyException(target.toString());
        }
    }

    private ReadState pin() throws IOException {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            maintenance.flush();
            ReadState state = states.acquire();
            if (smallestInMemory(state) > largestInTables(state)) {
                return state;
            }
            state.release();
        }
        throw new IOException("no moment found to copy the store, bulk loads came between: attempts=" + MAX_ATTEMPTS);
    }

    private static long smallestInMemory(ReadState state) {
        long smallest = state.active().smallestSequence();
        for (Memtable memtable : state.frozen()) {
            smallest = Math.min(smallest, memtable.smallestSequence());
        }
        return smallest;
    }

    private static long largestInTables(ReadState state) {
        long largest = 0;
        for (TableMetadata table : state.version().tables()) {
            largest = Math.max(largest, table.largestSequence());
        }
        return largest;
    }

    private void copy(ReadState pinned, StoreState state, Path target, long sequence) throws IOException {
        Path marker = target.resolve(FileName.CREATING);
        vfs.create(marker).close();
        made = target;
        vfs.syncDirectory(target);
        for (TableMetadata table : pinned.version().tables()) {
            copyTable(table, state, target);
        }
        VersionSet.createCopy(vfs, target, state, pinned.version(), sequence);
        vfs.syncDirectory(target);
        vfs.delete(marker);
        made = null;
        vfs.syncDirectory(target);
    }

    private void copyTable(TableMetadata table, StoreState state, Path target) throws IOException {
        Path from = directory.resolve(FileName.table(table.number()));
        Path to = target.resolve(FileName.table(table.number()));
        if (!vfs.tryLink(from, to)) {
            copyBytes(from, to);
        }
        try (TableReader reader = TableReader.open(
                vfs, target, table.number(), state.storeId(), table.sizeBytes(), new BlockCache(0))) {
            TableCheck.accept(table, reader);
            List<CorruptionException> damages = new ArrayList<>();
            reader.verify(OptionalInt.of(table.checksum()), damages::add);
            if (!damages.isEmpty()) {
                throw damages.get(0);
            }
        }
    }

    private void copyBytes(Path from, Path to) throws IOException {
        try (VfsFile source = vfs.openRead(from);
                VfsFile copy = vfs.create(to)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            for (long at = 0; source.read(buffer.clear(), at) > 0; at += buffer.limit()) {
                copy.write(buffer.flip(), at);
            }
            copy.force();
        }
    }

    /** The marker goes last: what is left of a copy is never taken for a store. Nothing else was in the directory. */
    private void removeMade() {
        try {
            for (String name : vfs.list(made)) {
                if (FileName.isKnown(name) && !name.equals(FileName.CREATING)) {
                    vfs.delete(made.resolve(name));
                }
            }
            vfs.delete(made.resolve(FileName.CREATING));
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "unfinished copy not removed: directory=" + made, e);
        }
    }
}
