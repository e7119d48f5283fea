package io.minilsm.internal.sstable;

import io.minilsm.internal.block.StoredBlock;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.codec.MalformedException;

/**
 * The last bytes of a table: where its parts are. They lie one behind the other without gaps.
 *
 * <pre>
 * offset  size  field
 *      0     8  filter offset: the end of the data blocks
 *      8     8  filter length with trailer, 0 if there is none
 *     16     8  index offset
 *     24     8  index length with trailer
 *     32     8  properties offset
 *     40     8  properties length with trailer
 *     48     8  length of the file
 *     56     4  number of data blocks
 *     60     4  footer version: 2
 *     64     4  zeros
 *     68     4  CRC-32C of bytes 0 to 67, seeded with the place
 *     72     8  magic "MLSMTABL"
 * </pre>
 *
 * @param filterOffset end of the data blocks, start of the filter if there is one
 * @param indexOffset start of the index
 * @param propertiesOffset start of the properties
 * @param fileBytes length of the file
 * @param blocks number of data blocks
 */
record TableFooter(long filterOffset, long indexOffset, long propertiesOffset, long fileBytes, int blocks) {
    static final int BYTES = 80;

    private static final int VERSION = 2;
    private static final int CHECKSUM_OFFSET = 68;
    private static final int MAGIC_OFFSET = 72;
    private static final long MAGIC = 0x4C4241544D534C4DL;

    long offset() {
        return fileBytes - BYTES;
    }

    long filterBytes() {
        return indexOffset - filterOffset;
    }

    long indexBytes() {
        return propertiesOffset - indexOffset;
    }

    long propertiesBytes() {
        return offset() - propertiesOffset;
    }

    byte[] encode(long seedBase) {
        byte[] bytes = new byte[BYTES];
        Bytes.putLong(bytes, 0, filterOffset);
        Bytes.putLong(bytes, 8, filterBytes());
        Bytes.putLong(bytes, 16, indexOffset);
        Bytes.putLong(bytes, 24, indexBytes());
        Bytes.putLong(bytes, 32, propertiesOffset);
        Bytes.putLong(bytes, 40, propertiesBytes());
        Bytes.putLong(bytes, 48, fileBytes);
        Bytes.putInt(bytes, 56, blocks);
        Bytes.putInt(bytes, 60, VERSION);
        Bytes.putInt(bytes, CHECKSUM_OFFSET, Checksum.of(seedBase + offset(), bytes, 0, CHECKSUM_OFFSET));
        Bytes.putLong(bytes, MAGIC_OFFSET, MAGIC);
        return bytes;
    }

    /** Decodes the last bytes of a file of that length. When this returns, all parts lie in the file and in order. */
    static TableFooter decode(byte[] bytes, long seedBase, long fileBytes)
            throws MalformedException, FormatVersionException {
        if (Bytes.getLong(bytes, MAGIC_OFFSET) != MAGIC) {
            throw new MalformedException("footer without magic: expected=MLSMTABL", MAGIC_OFFSET);
        }
        int actual = Checksum.of(seedBase + fileBytes - BYTES, bytes, 0, CHECKSUM_OFFSET);
        int expected = Bytes.getInt(bytes, CHECKSUM_OFFSET);
        if (actual != expected) {
            throw new MalformedException(
                    String.format("footer checksum mismatch: actual=0x%08x, expected=0x%08x", actual, expected),
                    CHECKSUM_OFFSET);
        }
        if (Bytes.getInt(bytes, 60) != VERSION) {
            throw new FormatVersionException(
                    "table version not readable: actual=" + Bytes.getInt(bytes, 60) + ", expected=" + VERSION);
        }
        if (Bytes.getInt(bytes, 64) != 0) {
            throw new MalformedException("footer with other than zeros: actual=" + Bytes.getInt(bytes, 64), 64);
        }
        TableFooter footer = new TableFooter(
                Bytes.getLong(bytes, 0),
                Bytes.getLong(bytes, 16),
                Bytes.getLong(bytes, 32),
                Bytes.getLong(bytes, 48),
                Bytes.getInt(bytes, 56));
        footer.requireParts(bytes, fileBytes);
        return footer;
    }

    private void requireParts(byte[] bytes, long actualFileBytes) throws MalformedException {
        boolean holds = fileBytes == actualFileBytes
                && filterOffset > TableFormat.DATA_OFFSET
                && indexOffset >= filterOffset
                && propertiesOffset > indexOffset
                && offset() > propertiesOffset
                && filterBytes() == Bytes.getLong(bytes, 8)
                && indexBytes() == Bytes.getLong(bytes, 24)
                && propertiesBytes() == Bytes.getLong(bytes, 40)
                && isPart(filterBytes(), true)
                && isPart(indexBytes(), false)
                && isPart(propertiesBytes(), false)
                && blocks > 0
                && blocks <= (filterOffset - TableFormat.DATA_OFFSET) / StoredBlock.TRAILER_BYTES;
        if (!holds) {
            throw new MalformedException("parts do not fit the file: actual=" + this + ", file bytes="
                    + actualFileBytes, 0);
        }
    }

    private static boolean isPart(long bytes, boolean mayBeAbsent) {
        return bytes == 0 && mayBeAbsent || bytes > StoredBlock.TRAILER_BYTES && bytes <= StoredBlock.MAX_PLAIN_BYTES;
    }
}
