package io.minilsm.it.fuzz;

import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSource;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileHeader;

/** Gives the parts of a changed table valid checksums, as far as footer and index still lead to them. */
final class TableRepair {
    static final int BLOCKS = 1;
    static final int PARTS = 2;
    static final int FOOTER = 4;
    static final int HEADER = 8;
    static final int OFFSETS = 16;

    private static final int FOOTER_BYTES = 80;
    private static final long NUMBER_FACTOR = 0x9E3779B97F4A7C15L;

    private final byte[] file;
    private final long seedBase;

    private TableRepair(byte[] file, long number) {
        this.file = file;
        seedBase = FuzzDisk.STORE.getMostSignificantBits()
                ^ Long.rotateLeft(FuzzDisk.STORE.getLeastSignificantBits(), 32)
                ^ number * NUMBER_FACTOR;
    }

    /** Repairs what the switches name, in place. */
    static void repair(byte[] file, long number, int switches) {
        if (file.length >= FileHeader.BYTES + FOOTER_BYTES) {
            new TableRepair(file, number).run(switches);
        }
    }

    private void run(int switches) {
        int footer = file.length - FOOTER_BYTES;
        if ((switches & HEADER) != 0) {
            Bytes.putInt(file, 60, Checksum.of(0, file, 0, 60));
        }
        if ((switches & OFFSETS) != 0) {
            // An input may have become longer or shorter: the parts behind the filter move with the end.
            Bytes.putLong(file, footer + 48, file.length);
            Bytes.putLong(file, footer + 32, footer - Bytes.getLong(file, footer + 40));
            Bytes.putLong(file, footer + 16, Bytes.getLong(file, footer + 32) - Bytes.getLong(file, footer + 24));
            Bytes.putLong(file, footer, Bytes.getLong(file, footer + 16) - Bytes.getLong(file, footer + 8));
        }
        if ((switches & FOOTER) != 0) {
            Bytes.putInt(file, footer + 68, Checksum.of(seedBase + footer, file, footer, 68));
        }
        if ((switches & BLOCKS) != 0) {
            blocks(Bytes.getLong(file, footer + 16), Bytes.getLong(file, footer + 24), Bytes.getInt(file, footer + 56));
        }
        if ((switches & PARTS) != 0) {
            for (int part = 0; part < 3; part++) {
                part(Bytes.getLong(file, footer + 16 * part), Bytes.getLong(file, footer + 16 * part + 8), true);
            }
        }
    }

    /** Walks the index for the lengths of the blocks. */
    private void blocks(long indexAt, long indexBytes, int count) {
        if (!isIn(indexAt, indexBytes)) {
            return;
        }
        ByteSource index = new ByteSource(file, (int) indexAt, (int) indexBytes - StoredBlock.TRAILER_BYTES);
        long at = FileHeader.BYTES;
        try {
            for (int i = 0; i < count; i++) {
                index.getVarint();
                index.skip(index.getVarint(1 << 20, "fence"));
                index.getVarint();
                int bytes = index.getVarint(file.length, "block");
                part(at, bytes, false);
                at += bytes;
            }
        } catch (MalformedException e) {
            // The index leads no further.
            return;
        }
    }

    private void part(long offset, long bytes, boolean plain) {
        if (!isIn(offset, bytes)) {
            return;
        }
        int trailer = (int) (offset + bytes) - StoredBlock.TRAILER_BYTES;
        if (plain || file[trailer + 4] == StoredBlock.PLAIN) {
            Bytes.putInt(file, trailer, (int) bytes - StoredBlock.TRAILER_BYTES);
        }
        Bytes.putInt(
                file,
                trailer + 5,
                StoredBlock.computedChecksum(file, (int) offset, (int) bytes, seedBase + offset));
    }

    private boolean isIn(long offset, long bytes) {
        return offset >= 0 && bytes > StoredBlock.TRAILER_BYTES && offset <= file.length - bytes;
    }
}
