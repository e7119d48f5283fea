package io.minilsm.internal.version;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.version.VersionEdit.Reservation;
import java.util.UUID;

/**
 * One slot of the superblock: how far which manifest is durable, and what is reserved. Immutable. The slot at index
 * {@code generation & 1} holds it.
 *
 * <pre>
 * offset  size  field
 *      0     8  generation, counted up with each write of a slot
 *      8     8  number of the manifest
 *     16     8  durable length of the manifest in bytes
 *     24    16  chain hash of the manifest at that length
 *     40     8  reserved sequence: none above it was used
 *     48     8  reserved file number: none from it on was used
 *     56    16  store id
 *     72    52  zeros
 *    124     4  CRC-32C of bytes 0 to 123, seeded with the slot's offset in the file
 *    128  3968  zeros
 * </pre>
 *
 * @param generation counted up with each write of a slot, from 1
 * @param manifestNumber number of the manifest
 * @param durableLength bytes of the manifest that are durable
 * @param chain chain hash of the manifest at that length
 * @param reservation sequences and file numbers that may have been used
 * @param storeId the store
 */
public record SuperblockSlot(
        long generation,
        long manifestNumber,
        long durableLength,
        ChainHash chain,
        Reservation reservation,
        UUID storeId) {
    /** Bytes of the slot that are not always zero. */
    static final int BYTES = 128;

    private static final int CHECKSUM_OFFSET = 124;

    /** Returns the index of the slot that holds this generation. */
    public int index() {
        return (int) (generation & 1);
    }

    /** Returns where in the superblock the slot begins. */
    public long offset() {
        return Superblock.slotOffset(index());
    }

    byte[] encode() {
        byte[] bytes = new byte[BYTES];
        Bytes.putLong(bytes, 0, generation);
        Bytes.putLong(bytes, 8, manifestNumber);
        Bytes.putLong(bytes, 16, durableLength);
        chain.put(bytes, 24);
        Bytes.putLong(bytes, 40, reservation.sequence());
        Bytes.putLong(bytes, 48, reservation.fileNumber());
        Bytes.putLong(bytes, 56, storeId.getMostSignificantBits());
        Bytes.putLong(bytes, 64, storeId.getLeastSignificantBits());
        Bytes.putInt(bytes, CHECKSUM_OFFSET, Checksum.of(offset(), bytes, 0, CHECKSUM_OFFSET));
        return bytes;
    }

    /** Reads the slot at the index from its page; null if the page is not what was written there. */
    static SuperblockSlot decode(byte[] page, int index) {
        int checksum = Checksum.of(Superblock.slotOffset(index), page, 0, CHECKSUM_OFFSET);
        if (checksum != Bytes.getInt(page, CHECKSUM_OFFSET) || !isZero(page, BYTES) || Bytes.getLong(page, 0) <= 0) {
            return null;
        }
        SuperblockSlot slot = new SuperblockSlot(
                Bytes.getLong(page, 0),
                Bytes.getLong(page, 8),
                Bytes.getLong(page, 16),
                ChainHash.get(page, 24),
                new Reservation(Bytes.getLong(page, 40), Bytes.getLong(page, 48)),
                new UUID(Bytes.getLong(page, 56), Bytes.getLong(page, 64)));
        return slot.index() == index ? slot : null;
    }

    /** Returns whether all bytes from the offset on are zero. */
    static boolean isZero(byte[] page, int from) {
        for (int i = from; i < page.length; i++) {
            if (page[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
