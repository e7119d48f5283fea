package io.minilsm.internal.sstable;

import io.minilsm.api.Compression;
import io.minilsm.internal.block.BlockBuilder;
import io.minilsm.internal.block.BlockCompression;
import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSink;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.RunningChecksum;
import io.minilsm.internal.filter.BloomFilterBuilder;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes a table, entry by entry in their order. For one thread at a time. Owns the file: it is closed by
 * {@link #finish()}, or deleted by {@link #close()} if it was not finished. After an exception only closing is left.
 */
public final class TableWriter implements Closeable {
    /** A larger value goes from the caller's array into the file without a copy, and is not compressed. */
    private static final int LARGE_VALUE_BYTES = StoredBlock.MAX_COMPRESSED_PLAIN_BYTES / 2;

    private static final int MAX_VALUE_BYTES = 1 << 30;

    // Constant after construction.
    private final Vfs vfs;
    private final Path path;
    private final long number;
    private final long seedBase;
    private final TableOptions options;
    private final VfsFile file;
    private final TableOutput output;
    private final BlockBuilder block;
    private final BlockCompression compression = new BlockCompression();
    private final TableIndexBuilder index = new TableIndexBuilder();
    private final BloomFilterBuilder filter;

    /** Length of the stored block whose fence waits for the next key; 0 if there is none. */
    private int pendingBlockBytes;

    private byte[] firstKey;
    private byte[] lastKey = new byte[256];
    private int lastKeyLength;
    private long lastTag;
    private long entries;
    private long deletes;
    private long keys;
    private long keyBytes;
    private long valueBytes;
    private long smallestTag = Long.MAX_VALUE;
    private long largestTag;
    private boolean closed;

    /** Whether a write has failed half-way, or is going on. */
    private boolean broken;

    /** Creates the file {@code NNNNNN.sst} of the store; fails if it is there. */
    public TableWriter(Vfs vfs, Path directory, long number, UUID storeId, TableOptions options) throws IOException {
        this.vfs = vfs;
        this.number = number;
        this.options = options;
        path = directory.resolve(FileName.table(number));
        seedBase = TableFormat.seedBase(storeId, number);
        block = new BlockBuilder(options.blockSizeBytes());
        filter = options.bloomBitsPerKey() == 0 ? null : new BloomFilterBuilder(options.bloomBitsPerKey());
        file = vfs.create(path);
        output = new TableOutput(file, number);
        output.write(new FileHeader(FileKind.TABLE, number, storeId, 0).encode(), 0, FileHeader.BYTES);
    }

    /**
     * Adds an entry, which must be behind the last one in the order of internal keys.
     *
     * @throws IllegalArgumentException if it is not, or if key, kind or value are out of range
     */
    public void add(
            byte[] key, int keyOffset, int keyLength, long tag, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        int shared = requireOrder(key, keyOffset, keyLength, tag);
        requireEntry(keyLength, tag, valueLength);
        broken = true;
        boolean isNewKey = entries == 0 || shared != lastKeyLength || shared != keyLength;
        if (!block.isEmpty() && block.bytesWith(shared, keyLength, valueLength) > options.blockSizeBytes()) {
            writeBlock();
        }
        if (pendingBlockBytes != 0) {
            index.add(lastKey, lastKeyLength, lastTag, key, keyOffset, keyLength, pendingBlockBytes);
            pendingBlockBytes = 0;
        }
        if (isNewKey && filter != null) {
            filter.add(key, keyOffset, keyLength);
        }
        if (valueLength > LARGE_VALUE_BYTES) {
            writeLarge(key, keyOffset, keyLength, tag, value, valueOffset, valueLength);
        } else {
            block.add(shared, key, keyOffset, keyLength, tag, value, valueOffset, valueLength);
        }
        count(isNewKey, keyLength, tag, valueLength);
        remember(shared, key, keyOffset, keyLength, tag);
        broken = false;
    }

    /** Returns the number of entries added. */
    public long entries() {
        return entries;
    }

    /**
     * Returns about how long the file would be if it were finished now. Counts the index as long as it will be in a
     * reader's memory, so that who ends a table by this number bounds that too.
     */
    public long estimatedBytes() {
        long filterBytes = filter == null ? 0 : filter.estimatedBytes();
        return output.offset() + block.bytes() + filterBytes + index.memoryBytes();
    }

    /**
     * Writes what is left, makes the file durable and closes it. Its name becomes durable when the caller syncs the
     * directory.
     *
     * @throws IllegalStateException if nothing was added
     */
    public TableSummary finish() throws IOException {
        requireUsable();
        if (entries == 0) {
            throw new IllegalStateException("table without entries: table=" + path.getFileName());
        }
        broken = true;
        if (!block.isEmpty()) {
            writeBlock();
        }
        index.addLast(lastKey, lastKeyLength, pendingBlockBytes);
        long filterOffset = output.offset();
        if (filter != null) {
            byte[] bytes = filter.finish(StoredBlock.TRAILER_BYTES);
            writePart(bytes, bytes.length - StoredBlock.TRAILER_BYTES);
        }
        long indexOffset = output.offset();
        ByteSink indexBytes = index.finish();
        writePart(indexBytes.array(), indexBytes.length() - StoredBlock.TRAILER_BYTES);
        long propertiesOffset = output.offset();
        byte[] json = properties().toJson().getBytes(StandardCharsets.UTF_8);
        writePart(Arrays.copyOf(json, json.length + StoredBlock.TRAILER_BYTES), json.length);
        long fileBytes = output.offset() + TableFooter.BYTES;
        TableFooter footer =
                new TableFooter(filterOffset, indexOffset, propertiesOffset, fileBytes, index.blocks());
        output.write(footer.encode(seedBase), 0, TableFooter.BYTES);
        output.flush();
        file.force();
        closed = true;
        file.close();
        return summary(fileBytes);
    }

    /** Abandons the table if it was not finished: deletes the file. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
        } finally {
            vfs.delete(path);
        }
    }

    private void requireUsable() {
        if (closed || broken) {
            throw new IllegalStateException(
                    "table writer is " + (closed ? "closed" : "broken") + ": table=" + path.getFileName());
        }
    }

    /** Returns how many leading bytes the key shares with the last one. */
    private int requireOrder(byte[] key, int offset, int length, long tag) {
        requireUsable();
        if (entries == 0) {
            return 0;
        }
        int shared = Arrays.mismatch(lastKey, 0, lastKeyLength, key, offset, offset + length);
        if (shared < 0 ? tag < lastTag : isAfter(shared, key, offset, length)) {
            return shared < 0 ? length : shared;
        }
        throw new IllegalArgumentException("entry out of order: table=" + path.getFileName() + ", entry=" + entries
                + ", tag=" + tag + ", tag before=" + lastTag);
    }

    private boolean isAfter(int shared, byte[] key, int offset, int length) {
        return shared == lastKeyLength
                || shared < length && (key[offset + shared] & 0xFF) > (lastKey[shared] & 0xFF);
    }

    private static void requireEntry(int keyLength, long tag, int valueLength) {
        if (keyLength < 1
                || keyLength > ScopedKey.MAX_BYTES
                || valueLength < 0
                || valueLength > MAX_VALUE_BYTES
                || tag < 0
                || !EntryKind.isSupported(Tag.kind(tag))) {
            throw new IllegalArgumentException("entry out of range: key bytes=" + keyLength + ", value bytes="
                    + valueLength + ", tag=" + tag);
        }
    }

    private void count(boolean isNewKey, int keyLength, long tag, int valueLength) {
        entries++;
        keys += isNewKey ? 1 : 0;
        deletes += Tag.kind(tag) == EntryKind.DELETE ? 1 : 0;
        keyBytes += keyLength;
        valueBytes += valueLength;
        smallestTag = Math.min(smallestTag, tag);
        largestTag = Math.max(largestTag, tag);
    }

    private void remember(int shared, byte[] key, int offset, int length, long tag) {
        if (firstKey == null) {
            firstKey = Arrays.copyOfRange(key, offset, offset + length);
        }
        if (lastKey.length < length) {
            lastKey = Arrays.copyOf(lastKey, Math.min(ScopedKey.MAX_BYTES, 2 * length));
        }
        System.arraycopy(key, offset + shared, lastKey, shared, length - shared);
        lastKeyLength = length;
        lastTag = tag;
    }

    private void writeBlock() throws IOException {
        int plainBytes = block.finish();
        byte[] plain = block.array();
        int compressed = -1;
        if (options.compression() == Compression.LZ4 && plainBytes <= StoredBlock.MAX_COMPRESSED_PLAIN_BYTES) {
            compressed = compression.compress(plain, plainBytes);
        }
        if (compressed >= 0) {
            writeStored(compression.array(), compressed, plainBytes, StoredBlock.LZ4);
            pendingBlockBytes = compressed + StoredBlock.TRAILER_BYTES;
        } else {
            writeStored(plain, plainBytes, plainBytes, StoredBlock.PLAIN);
            pendingBlockBytes = plainBytes + StoredBlock.TRAILER_BYTES;
        }
    }

    private void writeLarge(
            byte[] key, int keyOffset, int keyLength, long tag, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        ByteSink head = new ByteSink(keyLength + 32);
        BlockBuilder.putSingleHead(head, key, keyOffset, keyLength, tag, valueLength);
        ByteSink tail = new ByteSink(32);
        BlockBuilder.putSingleTail(tail, keyLength);
        int tailBytes = tail.length();
        int plainBytes = head.length() + valueLength + tailBytes;
        tail.putZeros(StoredBlock.TRAILER_BYTES);
        StoredBlock.putTrailerHead(tail.array(), tailBytes, plainBytes, StoredBlock.PLAIN);
        int checksumAt = tail.length() - Integer.BYTES;
        RunningChecksum checksum = RunningChecksum.ofPart(seedBase + output.offset());
        checksum.update(head.array(), 0, head.length());
        checksum.update(value, valueOffset, valueLength);
        checksum.update(tail.array(), 0, checksumAt);
        Bytes.putInt(tail.array(), checksumAt, checksum.value());
        output.write(head.array(), 0, head.length());
        output.write(value, valueOffset, valueLength);
        output.write(tail.array(), 0, tail.length());
        pendingBlockBytes = plainBytes + StoredBlock.TRAILER_BYTES;
    }

    private void writePart(byte[] array, int plainBytes) throws IOException {
        writeStored(array, plainBytes, plainBytes, StoredBlock.PLAIN);
    }

    private void writeStored(byte[] array, int payloadBytes, int plainBytes, int code) throws IOException {
        StoredBlock.putTrailer(array, 0, payloadBytes, plainBytes, code, seedBase + output.offset());
        output.write(array, 0, payloadBytes + StoredBlock.TRAILER_BYTES);
    }

    private TableProperties properties() {
        return new TableProperties(
                entries,
                deletes,
                keys,
                index.blocks(),
                keyBytes,
                valueBytes,
                Tag.sequence(smallestTag),
                Tag.sequence(largestTag),
                firstKey,
                Arrays.copyOf(lastKey, lastKeyLength),
                options);
    }

    private TableSummary summary(long fileBytes) {
        return new TableSummary(
                number,
                fileBytes,
                firstKey,
                Arrays.copyOf(lastKey, lastKeyLength),
                Tag.sequence(smallestTag),
                Tag.sequence(largestTag),
                entries,
                deletes,
                output.checksum());
    }
}
