package io.minilsm.cli.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordFormatTest {
    @Test
    void jsonKeyIsWhatThePointerPointsAt() throws Exception {
        RecordFormat format = new JsonRecords(List.of("/a/id"), "/", null);
        assertEquals("7={\"a\": {\"id\": 7}}", entry(format, "{\"a\": {\"id\": 7}}"));
        assertNull(format.entry(bytes("  "), 2));
    }

    @Test
    void severalPointersAreJoinedAndTheValueCanBeAPart() throws Exception {
        RecordFormat format = new JsonRecords(List.of("/a", "/b"), "|", "/v");
        assertEquals("x|1=text", entry(format, "{\"a\":\"x\",\"b\":1,\"v\":\"text\"}"));
        assertEquals("x|1={\"n\":[1,2]}", entry(format, "{\"a\":\"x\",\"b\":1,\"v\":{\"n\":[1, 2]}}"));
    }

    @Test
    void badJsonSaysWhatIsWrong() {
        RecordFormat format = new JsonRecords(List.of("/id"), "/", null);
        assertBad(format, "{\"id\":", "not JSON");
        assertBad(format, "{\"id\":1} x", "not JSON");
        assertBad(format, "{\"key\":1}", "pointer=/id, actual=nothing");
        assertBad(format, "{\"id\":{}}", "actual=object");
        assertBad(format, "{\"id\":null}", "actual=null");
    }

    @Test
    void badPointerIsRefusedAtOnce() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new JsonRecords(List.of("id"), "/", null));
        assertTrue(e.getMessage().contains("not a JSON pointer: actual=id"), e.getMessage());
    }

    @Test
    void columnsHaveTitlesOrNumbers() throws Exception {
        RecordFormat format = new DelimitedRecords(false, true, List.of("name", "1"), "/", "3");
        assertNull(format.entry(bytes("id\tname\tvalue"), 1));
        assertEquals("x/1=v", entry(format, "1\tx\tv"));
        assertNull(format.entry(bytes(""), 3));
        assertBad(format, "1\tx", "too few columns: column=3, actual=2");
    }

    @Test
    void unknownColumnIsFoundAtTheHeader() {
        RecordFormat format = new DelimitedRecords(true, true, List.of("nam"), "/", null);
        BadRecordException e =
                assertThrows(BadRecordException.class, () -> format.entry(bytes("id,name"), 1));
        assertTrue(e.getMessage().contains("no such column: column=nam, there are=[id, name]"), e.getMessage());
    }

    @Test
    void csvQuotesAreUnderstood() throws Exception {
        RecordFormat format = new DelimitedRecords(true, false, List.of("1"), "/", "2");
        assertEquals("a,b=say \"x\"\ny", entry(format, "\"a,b\",\"say \"\"x\"\"\ny\",z"));
        assertEquals("a=", entry(format, "a,"));
        assertBad(format, "\"a\"b,c", "behind a closing quote");
        assertBad(format, "a,\"b", "not closed");
    }

    @Test
    void bytesOfCellsThatAreNoTextStayAsTheyAre() throws Exception {
        for (boolean csv : new boolean[] {false, true}) {
            RecordFormat format = new DelimitedRecords(csv, false, List.of("1", "3"), "\u00e4", "2");
            byte separator = (byte) (csv ? ',' : '\t');
            byte[] record = {(byte) 0xE4, separator, (byte) 0xFC, separator, (byte) 0x80};
            RecordFormat.Entry entry = format.entry(record, 2);
            assertArrayEquals(new byte[] {(byte) 0xE4, (byte) 0xC3, (byte) 0xA4, (byte) 0x80}, entry.key());
            assertArrayEquals(new byte[] {(byte) 0xFC}, entry.value());
        }
    }

    @Test
    void emptyPartOfAKeyKeepsItsSeparator() throws Exception {
        assertEquals("/b=", entry(new DelimitedRecords(true, false, List.of("1", "2"), "/", "1"), ",b"));
        assertEquals("/b=,\"b\"", entry(new DelimitedRecords(true, false, List.of("1", "2"), "/", null), ",\"b\""));
        RecordFormat json = new JsonRecords(List.of("/a", "/b"), "/", "/v");
        assertEquals("/b=v", entry(json, "{\"a\":\"\",\"b\":\"b\",\"v\":\"v\"}"));
    }

    @Test
    void jsonNumbersKeepAllTheirDigits() throws Exception {
        RecordFormat format = new JsonRecords(List.of("/id"), "/", "/v");
        assertEquals("1.00000000000000000001=1.50", entry(format, "{\"id\":1.00000000000000000001,\"v\":1.50}"));
        assertEquals("1E+400={\"n\":0.10}", entry(format, "{\"id\":1e400,\"v\":{\"n\":0.10}}"));
        String large = "123456789012345678901234567890";
        assertEquals(large + "=1", entry(format, "{\"id\":" + large + ",\"v\":1}"));
    }

    @Test
    void jsonTextWithHalfASurrogatePairIsRefused() {
        RecordFormat format = new JsonRecords(List.of("/id"), "/", "/v");
        assertBad(format, "{\"id\":\"a\\ud800\",\"v\":1}", "the key is no text");
        assertBad(format, "{\"id\":1,\"v\":\"\\udc00\"}", "the value is no text");
    }

    private static void assertBad(RecordFormat format, String record, String expected) {
        BadRecordException e = assertThrows(BadRecordException.class, () -> format.entry(bytes(record), 2));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    private static String entry(RecordFormat format, String record) throws Exception {
        RecordFormat.Entry entry = format.entry(bytes(record), 2);
        return text(entry.key()) + "=" + text(entry.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
