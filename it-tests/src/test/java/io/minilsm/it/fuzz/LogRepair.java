package io.minilsm.it.fuzz;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.wal.ClosedSegment;
import java.util.Arrays;

/** Makes a segment of the log of changed frames: puts them in their place and gives them valid checksums. */
final class LogRepair {
    static final int FIRST_FRAME = 4096;

    private static final int HEADER = 40;
    private static final int LINK_PAYLOAD = 24;

    final byte[] file;
    private final long number;
    private final long nonce;
    private int end = FIRST_FRAME;
    private int checksum;
    private long lastSequence;

    LogRepair(long number, byte[] frames) {
        this.number = number;
        nonce = 0x5EED + number;
        int size = (FIRST_FRAME + frames.length + 200 + 4095) / 4096 * 4096;
        file = Arrays.copyOf(new FileHeader(FileKind.WAL, number, FuzzDisk.STORE, nonce).encode(), size);
        System.arraycopy(frames, 0, file, FIRST_FRAME, frames.length);
    }

    long number() {
        return number;
    }

    long nonce() {
        return nonce;
    }

    /**
     * Walks the frames by their lengths and repairs each whose bit in the mask is zero.
     *
     * @param before the segment that the link of this one is to name; null to leave it
     */
    LogRepair repair(int mask, LogRepair before) {
        int at = FIRST_FRAME;
        for (int frame = 0; at + HEADER <= file.length && !isZero(at); frame++) {
            int length = Bytes.getInt(file, at + 8);
            boolean fits = length >= 0 && length <= file.length - HEADER - at;
            if (frame == 0 && before != null && length == LINK_PAYLOAD && fits) {
                Bytes.putLong(file, at + HEADER, before.number);
                Bytes.putLong(file, at + HEADER + 8, before.end);
                Bytes.putInt(file, at + HEADER + 16, before.checksum);
            }
            if ((mask >>> (frame & 7) & 1) == 0) {
                if (fits) {
                    Bytes.putInt(file, at + 4, Checksum.of(0, file, at + HEADER, length));
                }
                Bytes.putInt(file, at + 12, at / 8);
                Bytes.putInt(file, at, Checksum.of(nonce, file, at + 4, HEADER - 4));
            }
            if (!fits) {
                break;
            }
            int next = (at + HEADER + length + 7) / 8 * 8;
            if ((mask >>> (frame & 7) & 1) == 0) {
                Arrays.fill(file, at + HEADER + length, Math.min(next, file.length), (byte) 0);
            }
            checksum = 31 * checksum + Bytes.getInt(file, at);
            long sequence = Bytes.getLong(file, at + 16) & (1L << 56) - 1;
            lastSequence = sequence + Math.max(0, Bytes.getInt(file, at + 24) - 1);
            at = next;
            end = at;
        }
        return this;
    }

    /** Returns the record of the segment's end, as it was found by the walk. */
    ClosedSegment closed() {
        return new ClosedSegment(number, end, lastSequence, checksum);
    }

    private boolean isZero(int at) {
        for (int i = at; i < at + HEADER; i++) {
            if (file[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
