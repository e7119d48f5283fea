package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.StoreStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** The operations on many keys or the whole store: GET_MANY, DELETE_RANGE, CHECKPOINT and STATS. */
class RangesAndManyTest extends CamelTest {
    private static final String OPERATION = MiniLsmConstants.OPERATION;

    @Test
    void getManyReturnsWhatThereIsInTheOrderOfTheKeys() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2", "7", "3"));
        String uri = store("operation=GET_MANY&valueType=String");
        Message message = send(uri, List.of("b", "missing", 7, "a")).getMessage();
        assertEquals(
                List.of(new MiniLsmEntry("b", "2"), new MiniLsmEntry("7", "3"), new MiniLsmEntry("a", "1")),
                message.getBody());
        assertEquals(3, message.getHeader(MiniLsmConstants.COUNT));
        assertEquals(
                "{b=2, a=1}",
                send(uri + "&scanResult=MAP", new String[] {"b", "a"})
                        .getMessage()
                        .getBody()
                        .toString());
        assertEquals("[a=1]", send(uri, "a").getMessage().getBody().toString());
        assertEquals("[]", send(uri, List.of()).getMessage().getBody().toString());
    }

    @Test
    void getManyTakesEntriesAndTheKeysOfAnExpression() throws Exception {
        send(store(""), Map.of("a", "1", "order/9", "2"));
        assertEquals(
                "[a=1]",
                send(store("operation=GET_MANY&valueType=String"), Map.of("a", "ignored"))
                        .getMessage()
                        .getBody()
                        .toString());
        assertEquals(
                "[order/9=2]",
                send(store("operation=GET_MANY&valueType=String&key=order/${body}"), List.of(9, 10))
                        .getMessage()
                        .getBody()
                        .toString());
    }

    @Test
    void keysAndResultOfGetManyAreBounded() throws Exception {
        send(store(""), Map.of("a", "x".repeat(600), "b", "x".repeat(600)));
        assertTrue(failure(store("operation=GET_MANY&maxBatchEntries=2"), List.of("a", "b", "c"))
                .contains("(option maxBatchEntries)"));
        assertEquals(
                "result too large: actual=1202, expected at most 1000 bytes (option maxBodyBytes; or ask for fewer)",
                failure(store("operation=GET_MANY&maxBodyBytes=1000"), List.of("a", "b")));
        assertTrue(failure(store("operation=GET_MANY&maxBodyBytes=1000"), List.of("k".repeat(2000)))
                .startsWith("list of keys too large"));
    }

    @Test
    void deleteRangeRemovesJustTheRange() throws Exception {
        send(store(""), Map.of("a1", "1", "a2", "2", "a3", "3", "b1", "4"));
        Message message = send(store("operation=DELETE_RANGE&scanPrefix=a"), null, MiniLsmConstants.TO, "a3")
                .getMessage();
        assertEquals(2L, message.getHeader(MiniLsmConstants.COUNT));
        assertTrue(message.getHeader(MiniLsmConstants.SEQUENCE, Long.class) > 0);
        assertEquals(List.of("a3", "b1"), keys());
        message = send(store("operation=DELETE_RANGE&scanFrom=x"), null).getMessage();
        assertEquals(0L, message.getHeader(MiniLsmConstants.COUNT));
        assertEquals(List.of("a3", "b1"), keys());
    }

    @Test
    void deleteRangeOfManyKeysGoesInSeveralBatches() throws Exception {
        for (int keys : new int[] {9, 10, 11, 30, 31}) {
            Map<String, String> entries = new TreeMap<>();
            for (int i = 0; i < keys; i++) {
                entries.put("k" + (100 + i), "v");
            }
            entries.put("other", "v");
            send(store(""), entries);
            Message message = send(store("operation=DELETE_RANGE&maxBatchEntries=10"), null, "CamelMiniLsmPrefix", "k")
                    .getMessage();
            assertEquals((long) keys, message.getHeader(MiniLsmConstants.COUNT));
            assertEquals(List.of("other"), keys());
        }
    }

    @Test
    void deleteRangeWithoutARangeIsRefused() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2"));
        assertTrue(failure(store("operation=DELETE_RANGE"), "a").startsWith("range is missing: none of the headers"));
        assertEquals(List.of("a", "b"), keys());
        send(store("operation=DELETE_RANGE"), null, MiniLsmConstants.PREFIX, "");
        assertEquals(List.of(), keys());
    }

    @Test
    void headerCannotChooseRangeDeletesAndCheckpointsUnlessTheyAreAllowed() throws Exception {
        send(store(""), Map.of("a", "1"));
        for (String operation : List.of("DELETE_RANGE", "CHECKPOINT")) {
            assertTrue(failure(store("scanPrefix=a"), null, OPERATION, operation)
                    .startsWith("operation not allowed: actual=" + operation));
        }
        assertEquals(List.of("a"), keys());
        send(store("allowedOperations=DELETE_RANGE&scanPrefix=a"), null, OPERATION, "DELETE_RANGE");
        assertEquals(List.of(), keys());
    }

    @Test
    void checkpointGoesUnderTheDirectoryOfTheEndpointOnly() throws Exception {
        send(store(""), Map.of("a", "1"));
        String uri = store("operation=CHECKPOINT&checkpointDirectory=" + directory.resolve("backups/daily"));
        Message first = send(uri, directory.resolve("elsewhere").toString(), "checkpointDirectory", "/elsewhere")
                .getMessage();
        send(store(""), Map.of("b", "2"));
        Message second = send(uri, null).getMessage();
        for (Message message : List.of(first, second)) {
            Path copy = Path.of(message.getBody(String.class));
            assertEquals(directory.toRealPath().resolve("backups/daily"), copy.getParent());
            assertTrue(copy.getFileName().toString().matches("checkpoint-\\d{8}T\\d{9}Z-\\d+"), copy.toString());
        }
        assertEquals(2L, second.getHeader(MiniLsmConstants.SEQUENCE, Long.class));
        assertEquals(1L, count(first));
        assertEquals(2L, count(second));
        assertTrue(Files.notExists(directory.resolve("elsewhere")));
    }

    private Object count(Message checkpoint) throws Exception {
        return send("minilsm:" + checkpoint.getBody(String.class) + "?operation=COUNT", null)
                .getMessage()
                .getBody();
    }

    @Test
    void checkpointIntoTheStoreItselfIsRefused() throws Exception {
        String inside = directory.resolve("store/backups").toString();
        send(store(""), Map.of("a", "1"));
        assertTrue(failure(store("operation=CHECKPOINT&checkpointDirectory=" + inside), null)
                .startsWith("checkpoint into the store itself"));
        assertTrue(Files.notExists(directory.resolve("store/backups")));
    }

    @Test
    void checkpointNeedsItsDirectoryAtTheStart() {
        for (String options : List.of("operation=CHECKPOINT", "allowedOperations=PUT,CHECKPOINT")) {
            Throwable failure =
                    assertThrows(FailedToCreateProducerException.class, () -> exchange(store(options), null));
            assertTrue(failure.getCause().getMessage().startsWith("option checkpointDirectory is missing"));
        }
    }

    @Test
    void statsAreTheFiguresOfTheStore() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2"));
        addRoutes(routes -> routes.from("direct:stats")
                .to(store("operation=STATS"))
                .setHeader("entries")
                .simple("${body.entriesWritten}"));
        Message message = send("direct:stats", null).getMessage();
        assertEquals(2, message.getBody(StoreStats.class).entriesWritten());
        assertEquals("2", message.getHeader("entries", String.class));
    }

    private List<?> keys() throws Exception {
        List<?> entries = send(store("operation=SCAN"), null).getMessage().getBody(List.class);
        return entries.stream().map(entry -> ((MiniLsmEntry) entry).getKey()).toList();
    }

    private String failure(String uri, Object body, Object... headers) {
        return exchange(uri, body, headers).getException().getMessage();
    }
}
