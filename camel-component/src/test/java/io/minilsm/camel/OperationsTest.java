package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** Each operation, by option and by header, and what wins over what. */
class OperationsTest extends CamelTest {
    private static final String KEY = MiniLsmConstants.KEY;
    private static final String OPERATION = MiniLsmConstants.OPERATION;

    @Test
    void putOverwritesAndGetFinds() throws Exception {
        send(store(""), "1", KEY, "k");
        send(store(""), "2", KEY, "k");
        Message found = send(store("operation=GET"), null, KEY, "k").getMessage();
        assertArrayEquals(new byte[] {'2'}, found.getBody(byte[].class));
        assertEquals(true, found.getHeader(MiniLsmConstants.FOUND));
        Message missing = send(store("operation=GET"), null, KEY, "other").getMessage();
        assertNull(missing.getBody());
        assertEquals(false, missing.getHeader(MiniLsmConstants.FOUND));
    }

    @Test
    void deleteRemovesByHeaderExpressionOrBody() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2", "c", "3", "d", "4"));
        send(store("operation=DELETE"), "ignored", KEY, "a");
        send(store("operation=DELETE&key=${header.id}"), "ignored", "id", "b");
        send(store("operation=DELETE"), "c");
        assertMissing("a");
        assertMissing("b");
        assertMissing("c");
        assertEquals("4", text("d"));
    }

    @Test
    void existsAndCountLookWithoutReading() throws Exception {
        send(store(""), Map.of("a1", "x", "a2", "x", "b1", "x"));
        assertEquals(true, send(store("operation=EXISTS"), "a1").getMessage().getBody());
        assertEquals(false, send(store("operation=EXISTS"), "a9").getMessage().getBody());
        assertEquals(3L, send(store("operation=COUNT"), null).getMessage().getBody());
        assertEquals(
                2L,
                send(store("operation=COUNT&scanPrefix=a"), null).getMessage().getBody());
        assertEquals(
                1L,
                send(store("operation=COUNT&scanPrefix=a"), null, MiniLsmConstants.PREFIX, "b")
                        .getMessage()
                        .getBody());
    }

    @Test
    void putIfAbsentSaysWhetherItWrote() throws Exception {
        Message first = send(store("operation=PUT_IF_ABSENT"), "1", KEY, "k").getMessage();
        assertEquals(true, first.getHeader(MiniLsmConstants.APPLIED));
        Message second = send(store("operation=putIfAbsent"), "2", KEY, "k").getMessage();
        assertEquals(false, second.getHeader(MiniLsmConstants.APPLIED));
        assertEquals(0, second.getHeader(MiniLsmConstants.COUNT));
        assertEquals("1", text("k"));
    }

    @Test
    void putIfAbsentOfABatchIsAllOrNothing() throws Exception {
        send(store(""), "old", KEY, "b");
        Message refused = send(store("operation=PUT_IF_ABSENT"), new TreeMap<>(Map.of("a", "1", "b", "2")))
                .getMessage();
        assertEquals(false, refused.getHeader(MiniLsmConstants.APPLIED));
        assertMissing("a");
        assertEquals("old", text("b"));
    }

    @Test
    void compareAndSetReplacesOnlyWhatIsExpected() throws Exception {
        String uri = store("operation=COMPARE_AND_SET");
        assertEquals(true, applied(send(uri, "1", KEY, "k")));
        assertEquals(false, applied(send(uri, "2", KEY, "k")));
        assertEquals(false, applied(send(uri, "2", KEY, "k", MiniLsmConstants.EXPECTED_VALUE, "other")));
        assertEquals(true, applied(send(uri, "2", KEY, "k", MiniLsmConstants.EXPECTED_VALUE, "1")));
        assertEquals("2", text("k"));
    }

    @Test
    void scanReturnsARangeInOrder() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2", "c", "3", "d", "4"));
        Message message = send(store("operation=SCAN&scanFrom=b&scanTo=d&valueType=String"), null)
                .getMessage();
        assertEquals(List.of(new MiniLsmEntry("b", "2"), new MiniLsmEntry("c", "3")), message.getBody());
        assertEquals(2, message.getHeader(MiniLsmConstants.COUNT));
        assertEquals(false, message.getHeader(MiniLsmConstants.TRUNCATED));
    }

    @Test
    void scanGoesBothWaysUpToItsLimitAndSaysWhatIsLeft() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2", "c", "3"));
        String uri = store("operation=SCAN&scanReverse=true&scanLimit=2&valueType=String&scanResult=MAP");
        Message message = send(uri, null).getMessage();
        assertEquals("{c=3, b=2}", message.getBody().toString());
        assertEquals(true, message.getHeader(MiniLsmConstants.TRUNCATED));
        message = send(uri, null, MiniLsmConstants.REVERSE, false, MiniLsmConstants.LIMIT, "1")
                .getMessage();
        assertEquals("{a=1}", message.getBody().toString());
    }

    @Test
    void bytesOfAScanAreBounded() throws Exception {
        send(store(""), Map.of("a", "x".repeat(600), "b", "x".repeat(600)));
        Exchange exchange = exchange(store("operation=SCAN&maxBodyBytes=1000"), null);
        assertEquals(
                "scan too large: actual=1202, expected at most 1000 bytes"
                        + " (option maxBodyBytes; or ask for fewer entries)",
                exchange.getException().getMessage());
    }

    @Test
    void prefixAndBoundsHoldTogether() throws Exception {
        send(store(""), Map.of("a1", "1", "a2", "2", "a3", "3", "b1", "4"));
        String uri = store("operation=SCAN&scanPrefix=a&valueType=String&scanResult=MAP");
        assertEquals(
                "{a2=2, a3=3}",
                send(uri, null, MiniLsmConstants.FROM, "a2")
                        .getMessage()
                        .getBody()
                        .toString());
        assertEquals(
                "{a1=1}",
                send(uri, null, MiniLsmConstants.TO, "a2")
                        .getMessage()
                        .getBody()
                        .toString());
        assertEquals(
                "{}",
                send(uri, null, MiniLsmConstants.FROM, "b")
                        .getMessage()
                        .getBody()
                        .toString());
    }

    @Test
    void prefixOfHighestBytesHasNoEnd() throws Exception {
        byte[] key = {(byte) 0xFF, (byte) 0xFF, 1};
        send(store(""), "v", KEY, key);
        Message message = send(store("operation=SCAN&keyType=BYTES"), null, MiniLsmConstants.PREFIX, new byte[] {
                    (byte) 0xFF, (byte) 0xFF
                })
                .getMessage();
        assertEquals(1, message.getHeader(MiniLsmConstants.COUNT));
        MiniLsmEntry entry = (MiniLsmEntry) message.getBody(List.class).get(0);
        assertArrayEquals(key, (byte[]) entry.getKey());
    }

    @Test
    void entriesOfAScanCanBeWrittenAsTheyAre() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2"));
        Object entries = send(store("operation=SCAN"), null).getMessage().getBody();
        send("minilsm:" + directory.resolve("copy"), entries);
        assertEquals(
                "2",
                send("minilsm:" + directory.resolve("copy") + "?operation=GET", "b")
                        .getMessage()
                        .getBody(String.class));
    }

    @Test
    void scanSplitsIntoItsEntries() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2"));
        addRoutes(routes -> routes.from("direct:all")
                .to(store("operation=SCAN&valueType=String"))
                .split()
                .body()
                .setBody()
                .simple("${body.key}=${body.value}")
                .to("seda:out"));
        template.sendBody("direct:all", null);
        assertEquals("a=1", context.createConsumerTemplate().receiveBody("seda:out", 5000));
        assertEquals("b=2", context.createConsumerTemplate().receiveBody("seda:out", 5000));
    }

    @Test
    void syncLeavesTheMessageAlone() throws Exception {
        send(store("durability=buffered"), "v", KEY, "k");
        assertEquals("body", send(store("operation=SYNC"), "body").getMessage().getBody());
    }

    @Test
    void everyDurabilityStores() throws Exception {
        for (String durability : List.of("sync", "os", "buffered", "SYNC")) {
            send(store("durability=" + durability), durability, KEY, durability);
            assertEquals(durability, text(durability));
        }
    }

    @Test
    void storeWithoutALogStoresToo() throws Exception {
        send("minilsm:" + directory.resolve("nowal") + "?enableWal=false", "v", KEY, "k");
        Exchange found = send("minilsm:" + directory.resolve("nowal") + "?operation=GET", "k");
        assertEquals("v", found.getMessage().getBody(String.class));
    }

    @Test
    void operationHeaderWinsOverTheOption() throws Exception {
        send(store(""), "v", KEY, "k");
        assertEquals(
                true,
                send(store(""), "k", OPERATION, MiniLsmOperation.EXISTS)
                        .getMessage()
                        .getBody());
        send(store("operation=GET"), "k", OPERATION, "delete");
        assertMissing("k");
        send(store("operation=GET"), "w", "camelMINIlsmOperation", "put-if-absent", "CAMELMINILSMKEY", "k");
        assertEquals("w", text("k"));
    }

    @Test
    void keyHeaderWinsOverTheExpression() throws Exception {
        send(store("key=${header.id}"), "by expression", "id", "e");
        send(store("key=${header.id}"), "by header", "id", "e", KEY, "h");
        assertEquals("by expression", text("e"));
        assertEquals("by header", text("h"));
    }

    @Test
    void keyExpressionCanBeInAnotherLanguage() throws Exception {
        send(store("keyLanguage=constant&key=${not evaluated}"), "v");
        assertEquals("v", text("${not evaluated}"));
    }

    @Test
    void keysOfManyKindsAreTheirText() throws Exception {
        UUID uuid = UUID.fromString("6f1c2b1e-0000-4000-8000-000000000001");
        for (Object key : List.of(7, 8L, 1.5, true, 'c', uuid, MiniLsmOperation.PUT)) {
            send(store(""), "v", KEY, key);
            assertEquals("v", text(key.toString()));
        }
    }

    private static Object applied(Exchange exchange) {
        return exchange.getMessage().getHeader(MiniLsmConstants.APPLIED);
    }

    @Test
    void dataInKeysIsNotEvaluated() throws Exception {
        for (String key :
                List.of("${sys.user.home}", "../../etc/passwd", "a?b=c&d", "{{x}}", "\u0000", "ﬁ", "k\u0301")) {
            send(store("key=${header.id}"), key, "id", key);
            send(store(""), key, KEY, key + "#");
            assertEquals(key, text(key));
            assertEquals(key, text(key + "#"));
        }
        assertTrue(directory.resolve("store").toFile().getParentFile().list().length <= 1);
    }
}
