package io.minilsm.cli.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class RecordReaderTest {
    @Test
    void recordsAreCutAtLineEndsOfBothKinds() throws Exception {
        assertEquals(List.of("a", "b", "", "c"), read("a\nb\r\n\nc\n", false));
    }

    @Test
    void lastRecordNeedsNoLineEndButSaysSo() throws Exception {
        RecordReader reader = reader("a\nb", false);
        reader.next();
        assertTrue(reader.isTerminated());
        assertEquals("b", new String(reader.next(), StandardCharsets.UTF_8));
        assertFalse(reader.isTerminated());
        assertNull(reader.next());
    }

    @Test
    void emptyInputHasNoRecord() throws Exception {
        assertEquals(List.of(), read("", false));
        assertEquals(List.of(""), read("\n", false));
    }

    @Test
    void quotedLineEndBelongsToItsRecord() throws Exception {
        assertEquals(List.of("a,\"x\ny\"", "b,\"\"\"\n\""), read("a,\"x\ny\"\nb,\"\"\"\n\"\n", true));
        assertEquals(List.of("a,\"x", "y\""), read("a,\"x\ny\"\n", false));
    }

    @Test
    void offsetAndChecksumAreOfWhatWasConsumed() throws Exception {
        String text = "first\r\nsecond\nthird";
        RecordReader reader = reader(text, false);
        int[] ends = {7, 14, 19};
        for (int i = 0; i < ends.length; i++) {
            reader.next();
            CRC32C expected = new CRC32C();
            expected.update(text.substring(0, ends[i]).getBytes(StandardCharsets.UTF_8));
            assertEquals(ends[i], reader.offset());
            assertEquals(expected.getValue(), reader.checksum());
            assertEquals(i + 1, reader.number());
        }
    }

    @Test
    void recordsLongerThanTheBufferAreWhole() throws Exception {
        String large = "x".repeat(200_000);
        assertEquals(List.of("a", large, "b"), read("a\n" + large + "\nb\n", false));
    }

    @Test
    void endlessRecordIsRefused() {
        byte[] bytes = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        RecordReader reader = new RecordReader(new ByteArrayInputStream(bytes), false, 1000);
        BadRecordException e = assertThrows(BadRecordException.class, reader::next);
        assertTrue(e.getMessage().contains("record=1"), e.getMessage());
    }

    private static RecordReader reader(String text, boolean quoted) {
        return new RecordReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), quoted);
    }

    private static List<String> read(String text, boolean quoted) throws Exception {
        RecordReader reader = reader(text, quoted);
        List<String> records = new ArrayList<>();
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            records.add(new String(record, StandardCharsets.UTF_8));
        }
        return records;
    }
}
