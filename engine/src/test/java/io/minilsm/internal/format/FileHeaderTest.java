package io.minilsm.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FileHeaderTest {
    private static final UUID STORE = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
    private static final FileHeader HEADER = new FileHeader(FileKind.TABLE, 42, STORE, 0);
    private static final Pattern HEX_LINE = Pattern.compile("(?m)^[0-9a-f]{2}  ((?:[0-9a-f]{2} ?){8})");

    @Test
    void exampleOfTheDocumentDecodesAndEncodes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher line = HEX_LINE.matcher(Files.readString(Path.of("..", "docs", "format", "files.md")));
        while (line.find()) {
            bytes.write(HexFormat.of().parseHex(line.group(1).replace(" ", "")));
        }
        assertEquals(HEADER, FileHeader.decode(bytes.toByteArray(), "000042.sst", FileKind.TABLE, 42));
        assertArrayEquals(HEADER.encode(), bytes.toByteArray());
    }

    @Test
    void anyFlippedBitIsRefused() {
        byte[] whole = HEADER.encode();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            CorruptionException e = assertThrows(CorruptionException.class, () -> decode(damaged), "bit=" + bit);
            assertEquals("000042.sst", e.file());
            assertEquals(0, e.offset());
        }
    }

    @Test
    void shortHeaderIsRefused() {
        byte[] whole = HEADER.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CorruptionException.class, () -> decode(cut));
        }
    }

    @Test
    void headerOfAnotherFileIsRefused() {
        byte[] whole = HEADER.encode();
        assertThrows(CorruptionException.class, () -> FileHeader.decode(whole, "000043.sst", FileKind.TABLE, 43));
        assertThrows(CorruptionException.class, () -> FileHeader.decode(whole, "000042.wal", FileKind.WAL, 42));
    }

    @Test
    void unknownFormatVersionIsNotCalledDamage() {
        byte[] newer = HEADER.encode();
        newer[9] = 2;
        Bytes.putInt(newer, 60, Checksum.of(0, newer, 0, 60));
        FormatVersionException e = assertThrows(FormatVersionException.class, () -> decode(newer));
        assertTrue(e.getMessage().contains("actual=2, expected=1"), e.getMessage());
    }

    @Test
    void bytesWithoutAMeaningAreRefusedUnlessZero() {
        for (int at = 0; at < FileHeader.BYTES; at++) {
            boolean meaningless = at >= 10 && at < 16 || at >= 48 && at < 60;
            if (!meaningless) {
                continue;
            }
            byte[] set = HEADER.encode();
            set[at] = (byte) 0x80;
            Bytes.putInt(set, 60, Checksum.of(0, set, 0, 60));
            CorruptionException e = assertThrows(CorruptionException.class, () -> decode(set), "offset=" + at);
            assertEquals("000042.sst", e.file());
            assertEquals(at, e.offset());
        }
    }

    private static FileHeader decode(byte[] bytes) throws IOException {
        return FileHeader.decode(bytes, "000042.sst", FileKind.TABLE, 42);
    }
}
