package io.minilsm.rot;

import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.db.Owner;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.version.WalRecord;
import io.minilsm.internal.wal.WalScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a whole store is made of: which files count, how far they are used, what stands where. Immutable. */
final class Pieces {
    static final int WAL_FIRST_FRAME = 4096;
    private static final int WAL_HEADER_BYTES = 40;
    private static final int MANIFEST_HEADER_BYTES = 28;
    private static final int FILE_HEADER_BYTES = 64;

    /** A frame or block, which is checked as a whole. */
    record Piece(String file, int offset, int length) {}

    /**
     * A frame of the log, in the order of the log.
     *
     * @param firstLost the first sequence that is lost if the log ends before the frame
     * @param durableSegment the segment that its header's durable mark lies in
     * @param durableEnd the offset there
     */
    private record LogFrame(
            Piece piece,
            long segment,
            long firstLost,
            long durableSegment,
            long durableEnd,
            boolean inClosedSegment) {
        /** Returns whether the header says that the other frame was durable. */
        boolean tellsOf(LogFrame other) {
            return durableSegment > other.segment
                    || durableSegment == other.segment && durableEnd > other.piece.offset();
        }
    }

    private final StoreImage image;
    private final boolean sameBoot;
    private final Map<String, List<Piece>> pieces = new HashMap<>();
    private final Map<String, Integer> usedBytes = new HashMap<>();
    private final Set<String> dead = new HashSet<>();
    private final List<LogFrame> log = new ArrayList<>();

    Pieces(StoreImage image) throws IOException {
        this.image = image;
        Path directory = Path.of("/pieces");
        ImageVfs vfs = new ImageVfs(directory, image.files(), false);
        StoreState state = VersionSet.readState(vfs, directory);
        Owner owner = Owner.readStrictly(vfs, directory);
        sameBoot = owner != null && owner.bootId().equals(image.bootId());
        dead.addAll(image.files().keySet());
        dead.removeAll(Set.of(FileName.CURRENT, FileName.OWNER));
        image.files().forEach((name, bytes) -> usedBytes.put(name, bytes.length));
        for (WalRecord wal : state.wals()) {
            readLog(vfs, directory, wal);
        }
        state.version().tables().forEach(table -> readTable(FileName.table(table.number())));
        for (String name : image.files().keySet()) {
            if (FileName.manifestNumber(name).isPresent()) {
                readManifest(name);
            }
        }
    }

    /** Returns the frames or blocks of the file; empty if it has none. */
    List<Piece> of(String file) {
        return pieces.getOrDefault(file, List.of());
    }

    /** Returns the offset from which on nothing in the file means anything. */
    int usedBytes(String file) {
        return dead.contains(file) ? 0 : usedBytes.get(file);
    }

    /** Returns the number of log segments that count. */
    long segments() {
        return pieces.keySet().stream()
                .filter(name -> FileName.walNumber(name).isPresent())
                .count();
    }

    /** Returns whether the files differ in bytes that mean something. */
    boolean isUsedTouched(Map<String, byte[]> damaged) {
        for (Map.Entry<String, byte[]> file : image.files().entrySet()) {
            byte[] now = damaged.get(file.getKey());
            int used = usedBytes(file.getKey());
            if (used > 0 && (now == null || now.length < used || !same(file.getValue(), now, 0, used))) {
                return true;
            }
            // Behind a log's end and a manifest's durable length there may be anything: a torn append.
            boolean lengthCounts = used > 0
                    && FileName.walNumber(file.getKey()).isEmpty()
                    && FileName.manifestNumber(file.getKey()).isEmpty();
            if (lengthCounts && now.length != file.getValue().length) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the first sequence that may be missing without anybody being able to tell: when the damage reaches from a
     * frame of the log's last segments to the end of the log and leaves no later header and no record of the manifest
     * that would tell. After a power cut only a header tells that says that the frame was durable: others may have
     * reached the disk without it. -1 if this damage is not of that kind.
     */
    long firstUntellableSequence(Map<String, byte[]> damaged) {
        LogFrame first = null;
        for (LogFrame frame : image.killed() ? log : List.<LogFrame>of()) {
            Piece piece = frame.piece();
            byte[] now = damaged.get(piece.file());
            byte[] whole = image.files().get(piece.file());
            if (now == null || now.length != whole.length) {
                return -1;
            }
            if (first == null) {
                first = same(whole, now, piece.offset(), piece.length()) ? null : frame;
                if (first != null && first.inClosedSegment()) {
                    return -1;
                }
            } else if (same(whole, now, piece.offset(), WAL_HEADER_BYTES) && (sameBoot || frame.tellsOf(first))) {
                return -1;
            }
        }
        return first == null ? -1 : first.firstLost();
    }

    private static boolean same(byte[] whole, byte[] now, int offset, int length) {
        return Arrays.equals(whole, offset, offset + length, now, offset, offset + length);
    }

    private void readLog(ImageVfs vfs, Path directory, WalRecord wal) throws IOException {
        String name = FileName.wal(wal.number());
        List<Piece> frames = new ArrayList<>();
        dead.remove(name);
        try (WalScanner scanner = WalScanner.open(vfs, directory, wal.number())) {
            // What lies behind a recorded end, the trailer, is no part of the log.
            long end = wal.isClosed() ? wal.closed().endOffset() : scanner.sizeBytes();
            for (WalScanner.Stretch at = scanner.next(); at != null && at.offset() < end; at = scanner.next()) {
                Piece piece = new Piece(name, (int) at.offset(), (int) at.lengthBytes());
                frames.add(piece);
                log.add(new LogFrame(
                        piece,
                        wal.number(),
                        at.firstSequence() + (at.count() == 0 ? 1 : 0),
                        at.durableSegment(),
                        at.durableEnd(),
                        wal.isClosed()));
            }
            usedBytes.put(name, (int) Math.max(WAL_FIRST_FRAME, Math.min(end, scanner.position())));
        }
        pieces.put(name, frames);
    }

    private void readManifest(String name) {
        byte[] bytes = image.files().get(name);
        dead.remove(name);
        List<Piece> frames = new ArrayList<>();
        for (int at = FILE_HEADER_BYTES; at < bytes.length; ) {
            int length = MANIFEST_HEADER_BYTES + Bytes.getInt(bytes, at);
            frames.add(new Piece(name, at, length));
            at += length;
        }
        pieces.put(name, frames);
    }

    /** Blocks as the index tells: docs/format/sstable.md. */
    private void readTable(String name) {
        byte[] bytes = image.files().get(name);
        dead.remove(name);
        int footer = bytes.length - 80;
        int blocks = Bytes.getInt(bytes, footer + 56);
        int[] at = {(int) Bytes.getLong(bytes, footer + 16)};
        List<Piece> found = new ArrayList<>();
        int offset = FILE_HEADER_BYTES;
        for (int i = 0; i < blocks; i++) {
            varint(bytes, at);
            int own = (int) varint(bytes, at);
            at[0] += own;
            varint(bytes, at);
            int length = (int) varint(bytes, at);
            found.add(new Piece(name, offset, length));
            offset += length;
        }
        pieces.put(name, found);
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte each = bytes[at[0]++];
            value |= (long) (each & 0x7F) << shift;
            if (each >= 0) {
                return value;
            }
        }
    }
}
