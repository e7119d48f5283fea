package io.minilsm.tools;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.ManifestReader;
import io.minilsm.internal.version.ManifestRecord;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.BatchReader;
import io.minilsm.internal.wal.WalScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Writes what is in one file of a store as text, a line each for frames, records and entries. Needs no other file, and
 * says where the file is damaged instead of failing, as far as what follows can be read. Stateless.
 */
public final class Dump {
    /** Keys and values are shown up to this many bytes. */
    private static final int SHOWN_BYTES = 64;

    private static final Vfs VFS = new DiskVfs();

    private Dump() {}

    /**
     * Dumps a log segment, {@code NNNNNN.wal}.
     *
     * @throws IllegalArgumentException if the name is not one of a log segment
     * @throws CorruptionException if the file's header does not hold
     */
    public static void wal(Path file, Appendable out) throws IOException {
        long number = number(FileName.walNumber(nameOf(file)), file, "NNNNNN.wal");
        try (WalScanner scanner = WalScanner.open(VFS, parentOf(file), number)) {
            out.append("log segment " + number + ", store " + scanner.fileHeader().storeId() + ", "
                    + scanner.sizeBytes() + " bytes\n");
            for (WalScanner.Stretch at = scanner.next(); at != null; at = scanner.next()) {
                out.append(describe(at)).append('\n');
                if (at.condition() == WalScanner.Condition.VALID && at.count() > 0) {
                    entries(scanner.entries(), at.firstSequence(), out);
                }
            }
            out.append("no frame from offset " + scanner.position() + " on\n");
        }
    }

    /**
     * Dumps a table, {@code NNNNNN.sst}.
     *
     * @throws IllegalArgumentException if the name is not one of a table
     * @throws CorruptionException if header, footer, index or properties do not hold
     */
    public static void table(Path file, Appendable out) throws IOException {
        long number = number(FileName.tableNumber(nameOf(file)), file, "NNNNNN.sst");
        try (TableReader table = TableReader.open(
                        VFS, parentOf(file), number, null, TableReader.UNKNOWN_SIZE, new BlockCache(0));
                InternalIterator entries = table.iterator(false)) {
            out.append("table " + number + ", " + table.sizeBytes() + " bytes\n");
            out.append(table.properties().toJson()).append('\n');
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                int prefix = ScopedKey.prefixLength(entries.keyArray(), entries.keyOffset());
                entry(
                        Tag.sequence(entries.tag()),
                        Tag.kind(entries.tag()),
                        spaceId(entries.keyArray(), entries.keyOffset()),
                        shown(entries.keyArray(), entries.keyOffset() + prefix, entries.keyLength() - prefix),
                        shown(entries.valueArray(), entries.valueOffset(), entries.valueLength()),
                        out);
            }
        }
    }

    /**
     * Dumps a manifest, {@code MANIFEST-NNNNNN}: its records are JSON.
     *
     * @throws IllegalArgumentException if the name is not one of a manifest
     * @throws CorruptionException if the file's header does not hold
     */
    public static void manifest(Path file, Appendable out) throws IOException {
        long number = number(FileName.manifestNumber(nameOf(file)), file, "MANIFEST-NNNNNN");
        try (ManifestReader manifest = ManifestReader.open(VFS, parentOf(file), number)) {
            out.append("manifest " + number + ", store " + manifest.header().storeId() + ", "
                    + manifest.sizeBytes() + " bytes\n");
            try {
                for (ManifestRecord record = manifest.next(); record != null; record = manifest.next()) {
                    out.append("@" + record.frame().offset() + " " + record.json() + "\n");
                }
            } catch (CorruptionException e) {
                out.append("damaged: " + e.getMessage() + "\n");
            }
        }
    }

    private static String describe(WalScanner.Stretch at) {
        String what = "@" + at.offset() + " " + at.type() + " length=" + at.lengthBytes();
        if (at.condition() == WalScanner.Condition.GAP) {
            return what + " damaged or never written";
        }
        if (at.count() > 0) {
            what += " sequences=" + at.firstSequence() + ".." + (at.firstSequence() + at.count() - 1);
        }
        if (at.durableSegment() != 0) {
            what += " durable=" + FileName.wal(at.durableSegment()) + ":" + at.durableEnd();
        }
        return at.condition() == WalScanner.Condition.VALID ? what : what + " damaged: payload checksum mismatch";
    }

    private static void entries(BatchReader entries, long firstSequence, Appendable out) throws IOException {
        try {
            for (long sequence = firstSequence; entries.next(); sequence++) {
                entry(
                        sequence,
                        entries.kind(),
                        entries.spaceId(),
                        shown(entries.array(), entries.keyOffset(), entries.keyLength()),
                        shown(entries.array(), entries.valueOffset(), entries.valueLength()),
                        out);
            }
        } catch (MalformedException e) {
            out.append("  damaged: " + e.getMessage() + "\n");
        }
    }

    private static void entry(long sequence, int kind, int space, String key, String value, Appendable out)
            throws IOException {
        out.append("  " + sequence + (kind == EntryKind.PUT ? " put " : " delete "));
        if (space != ScopedKey.PLAIN_SPACE) {
            out.append("space=" + space + " ");
        }
        out.append(key);
        if (kind == EntryKind.PUT) {
            out.append(" = ").append(value);
        }
        out.append('\n');
    }

    private static int spaceId(byte[] array, int offset) {
        int id = 0;
        for (int i = 0; i < ScopedKey.prefixLength(array, offset); i++) {
            id |= (array[offset + i] & 0x7F) << (7 * i);
        }
        return id;
    }

    /** Printable ASCII as it is, other bytes as {@code \xNN}, cut after {@link #SHOWN_BYTES}. */
    private static String shown(byte[] array, int offset, int length) {
        StringBuilder text = new StringBuilder();
        for (byte each : Arrays.copyOfRange(array, offset, offset + Math.min(length, SHOWN_BYTES))) {
            if (each >= 0x20 && each < 0x7F && each != '\\') {
                text.append((char) each);
            } else {
                text.append(String.format("\\x%02x", each));
            }
        }
        return length > SHOWN_BYTES ? text + "... (" + length + " bytes)" : text.toString();
    }

    private static long number(OptionalLong number, Path file, String expected) {
        return number.orElseThrow(() -> new IllegalArgumentException(
                "file name not of the kind to dump: actual=" + nameOf(file) + ", expected=" + expected));
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path parentOf(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
