package io.minilsm.internal.sstable;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * An open table. Thread-safe. Keeps index, filter and properties in memory, data blocks in the cache that it is given.
 * After {@link #close()} every method that reads throws {@link ClosedChannelException}.
 */
public final class TableReader implements Closeable {
    /** Stands for the expected length of a file of which nobody knows it. */
    public static final long UNKNOWN_SIZE = -1;

    /** Two references and a counter. */
    private static final long CACHE_BYTES_PER_BLOCK = 2 * Integer.BYTES + 1;

    private final TableFile file;
    private final TableContents contents;
    private final TableIndex index;
    private final CachedBlocks cached;
    private volatile boolean closed;

    private TableReader(TableFile file, TableContents contents, BlockCache cache) {
        this.file = file;
        this.contents = contents;
        index = contents.index();
        cached = cache.register(index.blocks());
    }

    /**
     * Opens the table {@code NNNNNN.sst} and checks everything in it but its data blocks.
     *
     * @param storeId the store that it must belong to; null for any, to look at a file alone
     * @param expectedSizeBytes the length that it must have; {@link #UNKNOWN_SIZE} for any
     * @param cache keeps the data blocks; may be shared with other tables
     * @throws CorruptionException if the file is not what was written
     */
    public static TableReader open(
            Vfs vfs, Path directory, long number, UUID storeId, long expectedSizeBytes, BlockCache cache)
            throws IOException {
        TableFile file = TableFile.open(vfs, directory, number, storeId, expectedSizeBytes);
        try {
            return new TableReader(file, TableContents.read(file), cache);
        } catch (Throwable e) {
            try {
                file.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Returns the file number. */
    public long number() {
        return file.number();
    }

    /** Returns the length of the file. */
    public long sizeBytes() {
        return file.bytes();
    }

    /** Returns what the table says of itself. */
    public TableProperties properties() {
        return contents.properties();
    }

    /** Returns about how many bytes of memory the open table takes, without data blocks. */
    public long memoryBytes() {
        long filterBytes = contents.filter() == null ? 0 : contents.filter().bytes();
        return filterBytes + index.memoryBytes() + CACHE_BYTES_PER_BLOCK * index.blocks();
    }

    /**
     * Finds the first entry of exactly this scoped key whose tag is at most {@code seekTag}: what a reader at that
     * sequence sees. Allocates nothing if the block is in the cache.
     *
     * @param result set if there is one; its array belongs to a block and must not be changed
     * @return whether there is one
     */
    public boolean get(byte[] key, int offset, int length, long seekTag, LookupResult result) throws IOException {
        requireOpen();
        if (contents.filter() != null && !contents.filter().mayContain(key, offset, length)) {
            return false;
        }
        int ordinal = index.find(key, offset, length, seekTag);
        if (ordinal == index.blocks()) {
            return false;
        }
        byte[] block = cached.get(ordinal);
        if (block == null) {
            block = load(ordinal);
        }
        return Block.get(block, key, offset, length, seekTag, result);
    }

    /** Returns false only if the table has no entry of the scoped key. Reads nothing. */
    public boolean mayContain(byte[] key, int offset, int length) {
        return contents.filter() == null || contents.filter().mayContain(key, offset, length);
    }

    /**
     * Walks the entries.
     *
     * @param fillCache whether blocks come through the cache; if not, they are read ahead in large pieces into memory
     *     of the iterator's own, for those who read a table once from end to end
     */
    public InternalIterator iterator(boolean fillCache) throws IOException {
        requireOpen();
        return new TableIterator(fillCache ? this::cachedBlock : new ReadAhead(file, index, cached), index);
    }

    /** Returns about how many bytes of the file are before the scoped key. */
    public long approximateOffset(byte[] key, int offset, int length) {
        int ordinal = index.find(key, offset, length, Long.MAX_VALUE);
        return index.blockOffset(ordinal);
    }

    /**
     * Reads the whole file again and checks every checksum, the order of the entries and what index, filter and
     * properties say of them. Goes on after damage.
     *
     * @param checksum what the whole file's checksum must be; empty if it is not known
     * @param found gets each damage
     * @throws IOException if the file cannot be read
     */
    public void verify(OptionalInt checksum, Consumer<CorruptionException> found) throws IOException {
        verify(checksum, found, block -> found.accept(block.damage()));
    }

    /** As {@link #verify(OptionalInt, Consumer)}, with damaged blocks told apart from all other damage. */
    public void verify(
            OptionalInt checksum, Consumer<CorruptionException> found, Consumer<DamagedBlock> foundBlock)
            throws IOException {
        requireOpen();
        new TableVerifier(file, contents, found, foundBlock).verify(checksum);
    }

    /** Closes the file and gives its blocks in the cache free. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            file.close();
        } finally {
            cached.close();
        }
    }

    private byte[] cachedBlock(int ordinal) throws IOException {
        requireOpen();
        byte[] block = cached.get(ordinal);
        return block != null ? block : load(ordinal);
    }

    private byte[] load(int ordinal) throws IOException {
        byte[] block = file.readBlock(index.blockOffset(ordinal), index.blockBytes(ordinal));
        cached.put(ordinal, block);
        return block;
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
