package io.minilsm.it.fuzz;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.record.ChainHash;
import io.minilsm.internal.record.Frame;
import io.minilsm.internal.version.Superblock;
import java.util.Arrays;

/**
 * Gives changed frames of a manifest valid checksums, and makes the superblock that says so.
 *
 * @param durableLength end of the last frame that was walked over
 * @param chain hash at that place
 */
record ManifestRepair(long durableLength, ChainHash chain) {
    private static final long RESERVED = 1L << 40;

    /** Walks the frames by their lengths and repairs each whose bit in the mask is zero. */
    static ManifestRepair repair(byte[] header, byte[] frames, int mask) {
        ChainHash chain = ChainHash.start(header);
        int at = 0;
        for (int index = 0; at + Frame.HEADER_BYTES <= frames.length; index++) {
            int length = Bytes.getInt(frames, at);
            int payloadAt = at + Frame.HEADER_BYTES;
            boolean fits = length >= 0 && length <= frames.length - payloadAt;
            long seed = header.length + at;
            boolean repairs = (mask >>> (index & 7) & 1) == 0;
            if (fits && repairs) {
                chain = chain.next(Arrays.copyOfRange(frames, payloadAt, payloadAt + length));
                Bytes.putInt(frames, at + 4, Checksum.of(seed, frames, payloadAt, length));
                chain.put(frames, at + 8);
            }
            if (repairs) {
                Bytes.putInt(frames, at + 24, Checksum.of(seed, frames, at, 24));
            }
            if (!fits) {
                break;
            }
            at = payloadAt + length;
        }
        return new ManifestRepair(header.length + at, chain);
    }

    /** Returns a superblock that names the manifest; its slots differ in age only if they are to be odd. */
    byte[] superblock(boolean oddSlots) {
        byte[] file = Arrays.copyOf(new FileHeader(FileKind.SUPERBLOCK, 0, FuzzDisk.STORE, 0).encode(), 3 * 4096);
        slot(file, 0, 2);
        if (!oddSlots) {
            slot(file, 1, 3);
        }
        return file;
    }

    private void slot(byte[] file, int index, long generation) {
        byte[] slot = new byte[128];
        Bytes.putLong(slot, 0, generation);
        Bytes.putLong(slot, 8, ManifestTargets.MANIFEST_NUMBER);
        Bytes.putLong(slot, 16, durableLength);
        chain.put(slot, 24);
        Bytes.putLong(slot, 40, RESERVED);
        Bytes.putLong(slot, 48, RESERVED);
        Bytes.putLong(slot, 56, FuzzDisk.STORE.getMostSignificantBits());
        Bytes.putLong(slot, 64, FuzzDisk.STORE.getLeastSignificantBits());
        int at = (int) Superblock.slotOffset(index);
        Bytes.putInt(slot, 124, Checksum.of(at, slot, 0, 124));
        System.arraycopy(slot, 0, file, at, slot.length);
    }
}
