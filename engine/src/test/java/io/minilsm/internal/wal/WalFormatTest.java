package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.vfs.MemoryVfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The worked example of docs/format/wal.md: written byte for byte, and decoded. */
class WalFormatTest {
    private static final long NONCE = 0x1122334455667788L;
    private static final Pattern HEX_LINE = Pattern.compile("(?m)^([0-9a-f]{4})  ((?:[0-9a-f]{2} ?)+)");
    private static final int EXAMPLE_END = 4376;

    @Test
    void exampleIsWhatTheWriterWrites() throws IOException {
        LogBed bed = new LogBed(new MemoryVfs(), Path.of("/store"));
        writeExample(bed);
        assertArrayEquals(exampleFile(), bed.bytes(1));
        assertEquals(new ClosedSegment(1, 4336, 3, 0x66e3c1f6), bed.closed.get(1L));
    }

    @Test
    void exampleDecodes() throws IOException, MalformedException {
        LogBed bed = new LogBed(new MemoryVfs(), Path.of("/store"));
        bed.vfs.createDirectories(bed.directory);
        bed.write(1, exampleFile());
        try (WalScanner scanner = WalScanner.open(bed.vfs, bed.directory, 1)) {
            assertEquals(new FileHeader(FileKind.WAL, 1, LogBed.STORE, NONCE), scanner.fileHeader());
            assertTrue(scanner.isPaddingClean());
            assertStretch(scanner.next(), "link", 4096, 64, 0, 0, 0);
            assertStretch(scanner.next(), "data", 4160, 64, 1, 2, 0);
            BatchReader entries = scanner.entries();
            assertTrue(entries.next());
            assertEntry(entries, EntryKind.PUT, "apple", "red");
            assertTrue(entries.next());
            assertEntry(entries, EntryKind.DELETE, "pear", "");
            assertFalse(entries.next());
            assertStretch(scanner.next(), "mark", 4224, 40, 2, 0, 4224);
            assertStretch(scanner.next(), "data", 4264, 72, 3, 1, 4224);
            entries = scanner.entries();
            assertTrue(entries.next());
            assertEquals(16, entries.spaceId());
            assertEntry(entries, EntryKind.PUT, "fig", "a value of 24 characters");
            assertStretch(scanner.next(), "trailer", 4336, 40, 3, 0, 4336);
            assertEquals(EXAMPLE_END, scanner.position());
            assertNull(scanner.next());
            assertEquals(EXAMPLE_END, scanner.position());
            assertEquals(LogBed.SMALLEST, scanner.sizeBytes());
        }
        bed.registered.put(1L, new WalSegment(1, NONCE, LogBed.SMALLEST));
        assertTrue(bed.replay(false).cleanClose());
        assertEquals(List.of(1L, 2L, 3L), bed.replayedSequences);
    }

    @Test
    void scannerTellsGapsDirtAndTheChecksumOfWhatItPassed() throws IOException {
        LogBed bed = new LogBed(new MemoryVfs(), Path.of("/store"));
        bed.vfs.createDirectories(bed.directory);
        byte[] bytes = exampleFile();
        bytes[4224] ^= 1; // the mark's header
        bytes[4264 + 45] ^= 1; // the payload of the last batch
        bytes[100] = 1; // between header and first frame
        bed.write(1, bytes);
        try (WalScanner scanner = WalScanner.open(bed.vfs, bed.directory, 1)) {
            assertFalse(scanner.isPaddingClean());
            assertStretch(scanner.next(), "link", 4096, 64, 0, 0, 0);
            WalScanner.Stretch batch = scanner.next();
            assertStretch(batch, "data", 4160, 64, 1, 2, 0);
            assertEquals(4224, batch.end());
            int link = Bytes.getInt(bytes, 4096);
            assertEquals(31 * link + Bytes.getInt(bytes, 4160), scanner.checksum());
            assertEquals(new WalScanner.Stretch(WalScanner.Condition.GAP, 4224, 40, "gap", 0, 0, 0, 0, 0),
                    scanner.next());
            assertEquals(4264, scanner.position());
            WalScanner.Stretch damaged = scanner.next();
            assertEquals(WalScanner.Condition.BAD_PAYLOAD, damaged.condition());
            assertEquals(4336, damaged.end());
            assertEquals("trailer", scanner.next().type());
            assertNull(scanner.next());
        }
    }

    @Test
    void exampleBreaksWithAnyBitOfItsFramesFlipped() throws IOException {
        LogBed bed = new LogBed(new MemoryVfs(), Path.of("/store"));
        bed.vfs.createDirectories(bed.directory);
        byte[] whole = exampleFile();
        bed.write(1, whole);
        List<WalScanner.Stretch> expected = bed.scan(1);
        for (int bit = 8 * WalFormat.FIRST_FRAME_OFFSET; bit < 8 * EXAMPLE_END; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            bed.write(1, damaged);
            assertFalse(bed.scan(1).equals(expected), "bit=" + bit);
        }
    }

    static void writeExample(LogBed bed) throws IOException {
        bed.vfs.createDirectories(bed.directory);
        WalWriter writer = new WalWriter(bed.vfs, bed.directory, LogBed.STORE, bed, Runnable::run, () -> NONCE,
                LogBed.SMALLEST, LogBed.SMALLEST, cause -> {});
        bed.writer = writer;
        writer.open();
        bed.append(new WriteBatch().put(utf8("apple"), utf8("red")).delete(utf8("pear")), true);
        writer.force();
        // One put of the key fig in key space 16.
        byte[] payload = HexFormat.of().parseHex("011003" + hex("fig") + "18" + hex("a value of 24 characters"));
        writer.append(3, 1, payload, 0, payload.length, WalWriter.payloadChecksum(payload, 0, payload.length), true);
        writer.close();
    }

    private static void assertStretch(
            WalScanner.Stretch actual, String type, long offset, long length, long sequence, int count, long end) {
        assertEquals(WalScanner.Condition.VALID, actual.condition());
        assertEquals(type, actual.type());
        assertEquals(offset, actual.offset());
        assertEquals(length, actual.lengthBytes());
        assertEquals(sequence, actual.firstSequence());
        assertEquals(count, actual.count());
        assertEquals(end, actual.durableEnd());
        assertEquals(end == 0 ? 0 : 1, actual.durableSegment());
    }

    private static void assertEntry(BatchReader entry, int kind, String key, String value) {
        assertEquals(kind, entry.kind());
        assertEquals(key, new String(entry.array(), entry.keyOffset(), entry.keyLength(), StandardCharsets.UTF_8));
        assertEquals(value,
                new String(entry.array(), entry.valueOffset(), entry.valueLength(), StandardCharsets.UTF_8));
    }

    private static byte[] exampleFile() throws IOException {
        byte[] bytes = new byte[(int) LogBed.SMALLEST];
        Matcher line = HEX_LINE.matcher(Files.readString(Path.of("..", "docs", "format", "wal.md")));
        int found = 0;
        while (line.find()) {
            byte[] part = HexFormat.of().parseHex(line.group(2).replace(" ", ""));
            System.arraycopy(part, 0, bytes, Integer.parseInt(line.group(1), 16), part.length);
            found += part.length;
        }
        assertEquals(FileHeader.BYTES + EXAMPLE_END - WalFormat.FIRST_FRAME_OFFSET, found, "bytes in the example");
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(utf8(text));
    }
}
