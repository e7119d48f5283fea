package io.minilsm.internal.db;

import io.minilsm.api.Compression;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.TableOptions;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.sstable.TableWriter;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The entries of a log of any size, sorted, in bounded memory: a memtable, and tables in a directory of its own for
 * what does not fit. For one thread. Owns the directory, which it makes when it needs it and removes when it is closed.
 */
public final class LogSpill implements Closeable {
    private static final TableOptions OPTIONS = new TableOptions(16 << 10, Compression.NONE, 0);

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final long memoryBytes;

    private final List<Long> written = new ArrayList<>();
    private final List<TableReader> readers = new ArrayList<>();
    private Memtable memtable = new Memtable();
    private boolean made;
    private long next = 1;
    private long largestSequence;

    /**
     * Makes an empty one.
     *
     * @param directory does not exist; its parent does
     * @param memoryBytes the memtable is written out when it takes that much
     */
    public LogSpill(Vfs vfs, Path directory, UUID storeId, long memoryBytes) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.memoryBytes = memoryBytes;
    }

    /** Takes the entries of a batch that holds. */
    public void add(long firstSequence, int count, byte[] payload, int offset, int length) throws IOException {
        CommitPipeline.apply(payload, offset, length, firstSequence, memtable);
        largestSequence = Math.max(largestSequence, firstSequence + count - 1);
        if (memtable.memoryBytes() >= memoryBytes) {
            spill();
        }
    }

    /** Forgets everything that was added. */
    public void clear() throws IOException {
        memtable = new Memtable();
        largestSequence = 0;
        for (long number : written) {
            vfs.delete(directory.resolve(FileName.table(number)));
        }
        written.clear();
    }

    /** Returns the largest sequence added; 0 if there is none. */
    public long largestSequence() {
        return largestSequence;
    }

    /** Returns how many tables were written. */
    public int tables() {
        return written.size();
    }

    /** Returns iterators over all entries. Nothing is added any more. */
    public List<InternalIterator> iterators() throws IOException {
        List<InternalIterator> all = new ArrayList<>();
        all.add(memtable.iterator());
        for (long number : written) {
            TableReader reader = TableReader.open(
                    vfs, directory, number, storeId, TableReader.UNKNOWN_SIZE, new BlockCache(0));
            readers.add(reader);
            all.add(reader.iterator(false));
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        try {
            Failures.closeAll(readers.toArray(Closeable[]::new));
        } finally {
            if (made) {
                clear();
                for (String left : vfs.list(directory)) {
                    vfs.delete(directory.resolve(left)); // A table that could not be written to its end.
                }
                vfs.deleteDirectory(directory);
                made = false;
            }
        }
    }

    private void spill() throws IOException {
        if (!made) {
            vfs.createDirectories(directory);
            made = true;
        }
        long number = next++;
        try (TableWriter table = new TableWriter(vfs, directory, number, storeId, OPTIONS);
                InternalIterator entries = memtable.iterator()) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                table.add(
                        entries.keyArray(),
                        entries.keyOffset(),
                        entries.keyLength(),
                        entries.tag(),
                        entries.valueArray(),
                        entries.valueOffset(),
                        entries.valueLength());
            }
            table.finish();
        }
        written.add(number);
        memtable = new Memtable();
    }
}
