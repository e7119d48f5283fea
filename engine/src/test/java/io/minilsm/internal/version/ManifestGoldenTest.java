package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.WalSegment;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes of the files: what is written today, what the documents show, and what was released. */
class ManifestGoldenTest {
    private static final Path DOCS = Path.of("..", "docs", "format");
    private static final Path CURRENT = Edits.DIR.resolve(FileName.CURRENT);
    private static final Path MANIFEST = Edits.DIR.resolve(FileName.manifest(1));

    private final CrashVfs disk = new CrashVfs();

    @BeforeEach
    void makeStore() throws IOException {
        disk.createDirectories(Edits.DIR);
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE)) {
            versions.apply(VersionEdit.builder(EditType.NEW_MEMTABLE)
                    .newWal(new WalSegment(versions.newFileNumber(), 0x0123456789ABCDEFL, 1 << 18))
                    .build());
        }
    }

    @Test
    void filesAreWrittenAsTheGoldenOnes() throws IOException {
        assertEquals(golden("manifest.hex"), dump(disk.contents(MANIFEST)));
        assertEquals(golden("superblock.hex"), dump(disk.contents(CURRENT)));
    }

    @Test
    void documentsShowTheGoldenFiles() throws IOException {
        assertEquals(golden("manifest.hex"), example("manifest.md"));
        assertEquals(golden("superblock.hex"), example("superblock.md"));
    }

    @Test
    void goldenFilesAreReadAsTheyWereMeant() throws IOException {
        CrashVfs copy = new CrashVfs();
        copy.createDirectories(Edits.DIR);
        copy.replace(CURRENT, parse(golden("superblock.hex")));
        copy.replace(MANIFEST, parse(golden("manifest.hex")));
        SuperblockContent superblock = Superblock.read(copy, Edits.DIR);
        assertEquals(4, superblock.newest().generation());
        assertEquals(3, superblock.other().generation());
        assertEquals(1, superblock.newest().manifestNumber());
        assertEquals(copy.size(MANIFEST), superblock.newest().durableLength());
        assertEquals(new VersionEdit.Reservation(1 << 24, 1025), superblock.newest().reservation());
        assertEquals(
                List.of(
                        "{\"type\":\"Snapshot\",\"snapshot\":{\"formatVersion\":1,"
                                + "\"storeId\":\"11223344-5566-7788-99aa-bbccddeeff00\","
                                + "\"comparator\":\"unsigned-bytes\",\"nextFileNumber\":2,"
                                + "\"nextSpaceId\":16,\"tableRecords\":0},"
                                + "\"reserved\":{\"sequence\":16777216,\"fileNumber\":1025},"
                                + "\"flushedSequence\":0,\"lastSequence\":0}",
                        "{\"type\":\"NewMemtable\",\"newWals\":["
                                + "{\"number\":2,\"nonce\":\"0123456789abcdef\",\"sizeBytes\":262144}]}"),
                records(copy));
        StoreState state = VersionSet.readState(copy, Edits.DIR);
        assertEquals(Edits.STORE, state.storeId());
        assertEquals(
                List.of(new WalRecord(new WalSegment(2, 0x0123456789ABCDEFL, 1 << 18), null)), state.wals());
        assertEquals(3, state.nextFileNumber());
        assertArrayEquals(disk.contents(MANIFEST), copy.contents(MANIFEST));
    }

    private static List<String> records(Vfs vfs) throws IOException {
        List<String> records = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(vfs, Edits.DIR, 1)) {
            for (ManifestRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record.json());
            }
            assertNull(reader.next());
        }
        return records;
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = ManifestGoldenTest.class.getResourceAsStream("/golden/" + name)) {
            return stream == null ? "missing: " + name : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String example(String document) throws IOException {
        String text = Files.readString(DOCS.resolve(document));
        int from = text.indexOf("```hex\n") + "```hex\n".length();
        return text.substring(from, text.indexOf("```", from));
    }

    /**
     * Writes lines of offset, 16 bytes and their characters; lines of zeros are left out, the last offset is the end.
     */
    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            byte[] row = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 16));
            if (!SuperblockSlot.isZero(row, 0)) {
                String hex = HexFormat.ofDelimiter(" ").formatHex(row);
                String plain = new String(row, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
                text.append(String.format("%08x  %-47s  %s%n", at, hex, plain).replace("\r", ""));
            }
        }
        return text.append(String.format("%08x%n", bytes.length)).toString();
    }

    private static byte[] parse(String dump) {
        String[] lines = dump.split("\n");
        byte[] bytes = new byte[HexFormat.fromHexDigits(lines[lines.length - 1])];
        for (String line : lines) {
            if (line.length() > 8) {
                byte[] row = HexFormat.ofDelimiter(" ").parseHex(line.substring(10, 57).stripTrailing());
                System.arraycopy(row, 0, bytes, HexFormat.fromHexDigits(line.substring(0, 8)), row.length);
            }
        }
        return bytes;
    }
}
