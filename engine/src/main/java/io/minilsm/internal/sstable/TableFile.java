package io.minilsm.internal.sstable;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.BlockCompression;
import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.codec.RunningChecksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * An open table file: reads parts of it, compares their checksums, and names file and offset where they do not hold.
 * Thread-safe. Owns the file.
 */
final class TableFile implements Closeable {
    /** From here on it matters that a block is not in memory twice while it is read. */
    private static final int LARGE_BLOCK_BYTES = 256 << 10;

    private final VfsFile file;
    private final String name;
    private final long number;
    private final long bytes;
    private final UUID storeId;
    private final long seedBase;

    private TableFile(VfsFile file, String name, long number, long bytes, UUID storeId) {
        this.file = file;
        this.name = name;
        this.number = number;
        this.bytes = bytes;
        this.storeId = storeId;
        seedBase = TableFormat.seedBase(storeId, number);
    }

    /**
     * Opens the file and checks its header.
     *
     * @param storeId the store that it must belong to; null for any
     * @param expectedBytes the length that it must have; {@link TableReader#UNKNOWN_SIZE} for any
     */
    static TableFile open(Vfs vfs, Path directory, long number, UUID storeId, long expectedBytes) throws IOException {
        String name = FileName.table(number);
        VfsFile file = vfs.openRead(directory.resolve(name));
        try {
            long bytes = file.size();
            UUID actual = readStoreId(file, name, number, bytes, storeId);
            if (expectedBytes != TableReader.UNKNOWN_SIZE && bytes != expectedBytes) {
                throw new CorruptionException(
                        "table length mismatch",
                        name,
                        Math.min(bytes, expectedBytes),
                        "actual=" + bytes + ", expected=" + expectedBytes);
            }
            return new TableFile(file, name, number, bytes, actual);
        } catch (Throwable e) {
            try {
                file.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Opens the file of a table of which the manifest says what the header should; the header is not looked at. What
     * lies behind the length that it should have is not either.
     *
     * @throws CorruptionException if the file is missing or shorter
     */
    static TableFile openPastHeader(Vfs vfs, Path directory, long number, UUID storeId, long expectedBytes)
            throws IOException {
        String name = FileName.table(number);
        VfsFile file;
        try {
            file = vfs.openRead(directory.resolve(name));
        } catch (NoSuchFileException e) {
            throw new CorruptionException("table missing", name, CorruptionException.WHOLE_FILE, "", e);
        }
        boolean opened = false;
        try {
            long bytes = file.size();
            if (bytes < expectedBytes) {
                throw new CorruptionException(
                        "table cut short", name, bytes, "actual=" + bytes + ", expected=" + expectedBytes);
            }
            opened = true;
            return new TableFile(file, name, number, expectedBytes, storeId);
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    String name() {
        return name;
    }

    long number() {
        return number;
    }

    long bytes() {
        return bytes;
    }

    /** Reads the header again and checks it. */
    void requireHeader() throws IOException {
        readStoreId(file, name, number, bytes, storeId);
    }

    /** Reads and decodes the footer. */
    TableFooter readFooter() throws IOException {
        long offset = Math.max(0, bytes - TableFooter.BYTES);
        byte[] footer = new byte[TableFooter.BYTES];
        read(footer, footer.length, offset);
        try {
            return TableFooter.decode(footer, seedBase, bytes);
        } catch (FormatVersionException e) {
            throw new FormatVersionException(e.getMessage() + ", file=" + name, e);
        } catch (MalformedException e) {
            throw malformed("table footer", offset, e);
        }
    }

    /** Reads a part that is stored plain; the array may be longer than what {@link #plainBytes} of it is. */
    byte[] readPart(String what, long offset, int storedBytes) throws IOException {
        byte[] stored = new byte[storedBytes];
        read(stored, storedBytes, offset);
        requireChecksum(what, stored, 0, storedBytes, offset);
        try {
            if (StoredBlock.isCompressed(stored, 0, storedBytes)) {
                throw new MalformedException("part is compressed", storedBytes);
            }
            StoredBlock.plainBytes(stored, 0, storedBytes);
        } catch (MalformedException e) {
            throw malformed(what, offset, e);
        }
        return stored;
    }

    /** Reads a data block into an array of its own. */
    byte[] readBlock(long offset, int storedBytes) throws IOException {
        if (storedBytes > LARGE_BLOCK_BYTES) {
            byte[] block = readLargeBlock(offset, storedBytes);
            if (block != null) {
                return block;
            }
        }
        byte[] stored = new byte[storedBytes];
        read(stored, storedBytes, offset);
        return decodeBlock(stored, 0, storedBytes, offset, null);
    }

    /**
     * Reads a large block that is stored plain to its place at once, for two arrays of its size may be too much. Its
     * tail is used before the checksum is known, and only to say how long the array is.
     *
     * @return null if it must be read in the usual way, because it is compressed or seems to be damaged
     */
    private byte[] readLargeBlock(long offset, int storedBytes) throws IOException {
        int bodyBytes = storedBytes - StoredBlock.TRAILER_BYTES - Block.TAIL_BYTES;
        byte[] end = new byte[storedBytes - bodyBytes];
        read(end, end.length, offset + bodyBytes);
        try {
            if (StoredBlock.isCompressed(end, 0, end.length)) {
                return null;
            }
            byte[] block = Block.allocate(bodyBytes, end, 0, null);
            int bodyAt = Block.bodyAt(block);
            read(block, bodyAt, bodyBytes, offset);
            RunningChecksum checksum = RunningChecksum.ofPart(seedBase + offset);
            checksum.update(block, bodyAt, bodyBytes);
            checksum.update(end, 0, end.length - Integer.BYTES);
            if (checksum.value() != StoredBlock.carriedChecksum(end, 0, end.length)) {
                return null;
            }
            Block.index(block, bodyBytes);
            return block;
        } catch (MalformedException e) {
            return null; // Reading it in the usual way says what is wrong.
        }
    }

    /**
     * Checks and decodes a data block that was read already.
     *
     * @param offset where it lies in the file
     * @param target where to put it, if that is long enough; null for an array of its own
     * @return the block, in {@code target} or an array of its own
     */
    byte[] decodeBlock(byte[] stored, int from, int storedBytes, long offset, byte[] target) throws IOException {
        requireChecksum("block", stored, from, storedBytes, offset);
        try {
            int bodyBytes = StoredBlock.plainBytes(stored, from, storedBytes) - Block.TAIL_BYTES;
            int storedBodyBytes = storedBytes - StoredBlock.TRAILER_BYTES - Block.TAIL_BYTES;
            if (storedBodyBytes <= 0 || bodyBytes <= 0) {
                throw new MalformedException("block too short: actual=" + bodyBytes, 0);
            }
            byte[] block = Block.allocate(bodyBytes, stored, from + storedBodyBytes, target);
            int bodyAt = Block.bodyAt(block);
            if (StoredBlock.isCompressed(stored, from, storedBytes)) {
                BlockCompression.decompress(stored, from, storedBodyBytes, block, bodyAt, bodyBytes);
            } else {
                System.arraycopy(stored, from, block, bodyAt, bodyBytes);
            }
            Block.index(block, bodyBytes);
            return block;
        } catch (MalformedException e) {
            throw malformed("block", offset, e);
        }
    }

    /** Reads that many bytes, all of which must be in the file. */
    void read(byte[] target, int length, long offset) throws IOException {
        read(target, 0, length, offset);
    }

    private void read(byte[] target, int at, int length, long offset) throws IOException {
        int actual = file.read(ByteBuffer.wrap(target, at, length), offset);
        if (actual != length) {
            throw new CorruptionException(
                    "table cut short", name, offset, "actual=" + actual + " bytes, expected=" + length);
        }
    }

    /** Makes the exception of bytes that do not decode though their checksum holds. */
    CorruptionException malformed(String what, long offset, MalformedException cause) {
        return new CorruptionException(what + " does not decode", name, offset, cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void requireChecksum(String what, byte[] stored, int from, int length, long offset)
            throws CorruptionException {
        int actual = StoredBlock.computedChecksum(stored, from, length, seedBase + offset);
        int expected = StoredBlock.carriedChecksum(stored, from, length);
        if (actual != expected) {
            throw new CorruptionException(
                    what + " checksum mismatch",
                    name,
                    offset,
                    String.format("actual=0x%08x, expected=0x%08x, bytes=%d", actual, expected, length));
        }
    }

    private static UUID readStoreId(VfsFile file, String name, long number, long bytes, UUID expected)
            throws IOException {
        byte[] header = new byte[(int) Math.min(FileHeader.BYTES, bytes)];
        int length = file.read(ByteBuffer.wrap(header), 0);
        if (length != header.length) {
            throw new CorruptionException(
                    "table cut short", name, 0, "actual=" + length + " bytes, expected=" + header.length);
        }
        FileHeader decoded = FileHeader.decode(header, name, FileKind.TABLE, number);
        UUID actual = decoded.storeId();
        if (expected != null && !expected.equals(actual)) {
            throw new CorruptionException(
                    "table of another store", name, 0, "actual=" + actual + ", expected=" + expected);
        }
        return actual;
    }
}
