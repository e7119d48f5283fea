package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Copies an open store into a new directory as it is at one moment. For one use, by one thread; writers go on.
 *
 * <p>Memory is flushed and a read state pinned, so that none of its tables goes away. Its tables are a prefix of the
 * writes if everything in its memtables is newer than everything in them; a bulk load may have come between, then it is
 * flushed again. {@link CopyMarker} stands in the target until all of it is durable and read back.
 */
final class CheckpointJob {
    /** Each attempt is spoiled by a bulk load that ends during its flush only. */
    private static final int MAX_ATTEMPTS = 100;

    private static final int COPY_BYTES = 1 << 20;

    private final Vfs vfs;
    private final Path directory;
    private final Maintenance maintenance;
    private final ReadStates states;
    private final VersionSet versions;
    private final RunningCalls calls;

    CheckpointJob(
            Vfs vfs,
            Path directory,
            Maintenance maintenance,
            ReadStates states,
            VersionSet versions,
            RunningCalls calls) {
        this.vfs = vfs;
        this.directory = directory;
        this.maintenance = maintenance;
        this.states = states;
        this.versions = versions;
        this.calls = calls;
    }

    /** See {@link io.minilsm.api.Store#checkpoint}. */
    long run(Path target) throws IOException {
        CopyMarker.requireFree(vfs, target);
        ReadState pinned = pin();
        try {
            long sequence = Math.max(pinned.flushedSequence(), largestInTables(pinned));
            copy(pinned, versions.state(), target, sequence);
            return sequence;
        } finally {
            pinned.release();
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
        Path copy = CopyMarker.begin(vfs, target);
        boolean done = false;
        try {
            for (TableMetadata table : pinned.version().tables()) {
                calls.requireOpen(); // Closing waits for one table, not for all of them.
                copyTable(table, state, copy);
            }
            VersionSet.createCopy(vfs, copy, state, pinned.version(), sequence);
            CopyMarker.finish(vfs, copy);
            done = true;
        } finally {
            if (!done) {
                CopyMarker.remove(vfs, copy);
            }
        }
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
}
