package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.WriteBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages and options can be wrong in: each fails with a sentence and leaves the store as it was. */
class BadInputTest extends CamelTest {
    private static final String KEY = MiniLsmConstants.KEY;

    @Test
    void missingKeyNamesTheHeaderAndTheOption() {
        assertEquals(
                "key is missing: header CamelMiniLsmKey is not set, option key is not set", failure(store(""), "v"));
        assertEquals(
                "key is missing: header CamelMiniLsmKey is not set, option key=${header.id} gave nothing",
                failure(store("key=${header.id}"), "v"));
    }

    @Test
    void emptyAndOversizedKeysAreRefusedAndTheLongestIsTaken() throws Exception {
        assertTrue(failure(store(""), "v", KEY, "").contains("key length out of range: actual=0"));
        String longest = "k".repeat(WriteBatch.MAX_KEY_BYTES);
        send(store(""), "v", KEY, longest);
        assertEquals("v", text(longest));
        assertTrue(failure(store(""), "v", KEY, longest + "k").contains("key length out of range: actual=65537"));
        assertTrue(failure(store(""), "v", KEY, "k".repeat(1 << 20)).contains("actual=1048576"));
    }

    @Test
    void keysThatHaveNoTextOfTheirOwnAreRefused() {
        Exchange inner = new DefaultExchange(context);
        for (Object key : List.of(List.of("a"), Map.of("a", 1), inner, new Object(), new String[] {"a"})) {
            String message = failure(store(""), "v", KEY, key);
            assertTrue(message.startsWith("key of a kind that is not taken: actual="), message);
        }
    }

    @Test
    void loneSurrogateInAKeyIsRefused() {
        assertEquals(
                "key is not valid text: length=2 chars, a surrogate stands alone",
                failure(store(""), "v", KEY, "a\uDC00"));
    }

    @Test
    void keysThatDifferInComposedCharactersOrTrailingZerosAreDifferent() throws Exception {
        send(store(""), "composed", KEY, "\u00e9");
        send(store(""), "decomposed", KEY, "e\u0301");
        send(store(""), "plain", KEY, "z");
        send(store(""), "zero", KEY, "z\u0000");
        assertEquals("composed", text("\u00e9"));
        assertEquals("decomposed", text("e\u0301"));
        assertEquals("plain", text("z"));
        assertEquals("zero", text("z\u0000"));
    }

    @Test
    void keyThatIsNotTextFailsAScanThatShowsText() throws Exception {
        send(store(""), "v", KEY, new byte[] {(byte) 0xC0, (byte) 0x80});
        assertEquals(
                "key is not text in UTF-8: length=2 bytes, expected the option keyType=BYTES",
                failure(store("operation=SCAN"), null));
    }

    @Test
    void messageCannotChooseAnOperationThatIsNotAllowed() throws Exception {
        send(store(""), "v", KEY, "k");
        String uri = store("allowedOperations=PUT,get");
        assertEquals(
                "operation not allowed: actual=DELETE, expected one of PUT, GET (option allowedOperations)",
                failure(uri, "k", MiniLsmConstants.OPERATION, "DELETE"));
        assertEquals("v", text("k"));
        send(uri, "k", MiniLsmConstants.OPERATION, "GET");
        assertTrue(failure(store("operation=GET&allowedOperations="), "k", MiniLsmConstants.OPERATION, "PUT")
                .contains("expected one of GET "));
    }

    @Test
    void operationHeaderMustBeANameOfOne() {
        assertTrue(failure(store(""), "v", MiniLsmConstants.OPERATION, "DROP")
                .startsWith("operation unknown: actual=DROP, expected one of PUT, PUT_IF_ABSENT"));
        for (Object header : List.of(List.of("GET"), Map.of("op", "GET"), 1)) {
            assertTrue(failure(store(""), "v", MiniLsmConstants.OPERATION, header)
                    .startsWith("header CamelMiniLsmOperation is not a name"));
        }
    }

    @Test
    void headersThatLookLikeOptionsDoNothing() throws Exception {
        send(
                store("key=k"),
                "v",
                "directory",
                "/elsewhere",
                "CamelMiniLsmDirectory",
                "/elsewhere",
                "valueType",
                "java.net.URL",
                "CamelMiniLsmDurability",
                "BUFFERED",
                "durability",
                "BUFFERED");
        assertEquals("v", text("k"));
    }

    @Test
    void scanLimitOfAHeaderStaysWithinTheOption() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2"));
        for (Object limit : List.of(0, -1, 11, "many", Long.MAX_VALUE, List.of(1, 2))) {
            String message = failure(store("operation=SCAN&scanLimit=10"), null, MiniLsmConstants.LIMIT, limit);
            assertTrue(message.contains("CamelMiniLsmLimit") || message.contains("type conversion"), message);
        }
    }

    @Test
    void boundsOfAScanMustBeKeys() {
        assertTrue(failure(store("operation=SCAN"), null, MiniLsmConstants.FROM, List.of("a"))
                .startsWith("header CamelMiniLsmFrom of a kind that is not taken"));
    }

    @Test
    void endpointAsBodyElementOrValueIsNotSerialised() {
        assertTrue(failure(store("batch=NEVER"), new IllegalStateException("x"), KEY, "k")
                .startsWith("body is not a value: actual=java.lang.IllegalStateException"));
    }

    @Test
    void headerOfAMegabyteIsHarmless() throws Exception {
        send(store("key=k"), "v", "big", "x".repeat(1 << 20));
        assertEquals("v", text("k"));
    }

    @Test
    void cyclicBodyFailsInsteadOfRunningForEver() {
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("self", List.of(cyclic));
        Exchange exchange = exchange(store("key=k"), cyclic);
        assertTrue(exchange.isFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "maxBatchEntries=0,maxBatchEntries out of range: actual=0",
        "maxBodyBytes=-1,maxBodyBytes out of range: actual=-1",
        "maxInFlightWrites=0,maxInFlightWrites out of range: actual=0",
        "scanLimit=0,scanLimit out of range: actual=0",
        "scanResult=MAP&keyType=BYTES,options do not go together",
        "memoryBudgetBytes=1,memoryBudgetBytes out of range: actual=1",
        "blockCacheBytes=-1,blockCacheBytes out of range: actual=-1",
        "valueType=no.such.Type,no.such.Type",
        "keyLanguage=klingon&key=x,klingon",
        "allowedOperations=PUT;DROP,operation unknown",
        "durability=maybe,durability",
        "operation=maybe,operation",
        "maxBodyBytes=64kk,maxBodyBytes",
        "maxBodyBytes=9223372036854775808,maxBodyBytes",
    })
    void badOptionFailsTheStartWithItsName(String options, String expected) {
        Exception failure = assertThrows(Exception.class, () -> send(store(options), "v", KEY, "k"));
        StringBuilder messages = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            messages.append(at.getMessage()).append('\n');
        }
        assertTrue(messages.toString().contains(expected), messages.toString());
    }

    private String failure(String uri, Object body, Object... headers) {
        Exchange exchange = exchange(uri, body, headers);
        assertInstanceOf(Exception.class, exchange.getException());
        return exchange.getException().getMessage();
    }
}
