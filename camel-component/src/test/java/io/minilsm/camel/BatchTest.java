package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.SharedStores;
import io.minilsm.api.Options;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

/** Bodies of many elements: all of them in one write, or none. */
class BatchTest extends CamelTest {
    private static final String KEY = MiniLsmConstants.KEY;

    @Test
    void mapIsWrittenEntryByEntryInOneWrite() throws Exception {
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            long before = lease.store().visibleSequence();
            Map<Object, Object> body = new LinkedHashMap<>();
            body.put("a", "1");
            body.put(2, Map.of("json", true));
            body.put("c", new byte[] {3});
            Exchange exchange = send(store(""), body);
            assertEquals(3, exchange.getMessage().getHeader(MiniLsmConstants.COUNT));
            assertEquals(lease.store().visibleSequence(), exchange.getMessage().getHeader(MiniLsmConstants.SEQUENCE));
            assertEquals(before + 3, lease.store().visibleSequence());
        }
        assertEquals("1", text("a"));
        assertEquals("{\"json\":true}", text("2"));
        assertArrayEquals(new byte[] {3}, get("c"));
    }

    @Test
    void mapWithANamedKeyIsOneValue() throws Exception {
        send(store(""), Map.of("a", 1), KEY, "k");
        assertEquals("{\"a\":1}", text("k"));
        send(store("key=fixed"), Map.of("b", 2));
        assertEquals("{\"b\":2}", text("fixed"));
        send(store("key=fixed&batch=always"), Map.of("c", 3));
        assertEquals("3", text("c"));
    }

    @Test
    void listOfExchangesIsWrittenWithTheirKeys() throws Exception {
        List<Exchange> body = List.of(exchangeOf("a", "1"), exchangeOf("b", Map.of("x", 1)));
        send(store(""), body);
        assertEquals("1", text("a"));
        assertEquals("{\"x\":1}", text("b"));
    }

    @Test
    void listOfMessagesAndEntriesIsWrittenWithTheirKeys() throws Exception {
        DefaultMessage message = new DefaultMessage(context);
        message.setHeader(KEY, "m");
        message.setBody("of the message");
        send(store(""), List.of(message, Map.entry("e", "of the entry")));
        assertEquals("of the message", text("m"));
        assertEquals("of the entry", text("e"));
    }

    @Test
    void keyExpressionIsAskedForEachElement() throws Exception {
        send(
                store("key=order-${body[id]}"),
                List.of(Map.of("id", 1), Map.of("id", 2)),
                KEY,
                "the header of the whole message does not count");
        assertEquals("{\"id\":1}", text("order-1"));
        assertEquals("{\"id\":2}", text("order-2"));
    }

    @Test
    void keyExpressionSeesTheHeadersOfEachExchange() throws Exception {
        Exchange first = new DefaultExchange(context);
        first.getIn().setHeader("kafka.KEY", "k-1");
        first.getIn().setBody("1");
        send(store("key=${header[kafka.KEY]}"), List.of(first));
        assertEquals("1", text("k-1"));
    }

    @Test
    void arraysIteratorsAndStreamsAreBatches() throws Exception {
        send(store("key=${body}"), new Object[] {"array-1", "array-2"});
        send(store("key=${body}"), List.of("iterator").iterator());
        boolean[] closed = {false};
        send(store("key=${body}"), Stream.of("stream").onClose(() -> closed[0] = true));
        for (String key : List.of("array-1", "array-2", "iterator", "stream")) {
            assertEquals(key, text(key));
        }
        assertTrue(closed[0]);
    }

    @Test
    void iteratorThatWasReadIsRefusedInsteadOfWrittenAsAnEmptyBatch() throws Exception {
        addRoutes(
                routes -> routes.from("direct:twice").to(store("key=1-${body}")).to(store("key=2-${body}")));
        Exchange exchange = exchange("direct:twice", List.of("a").iterator());
        assertTrue(exchange.getException().getMessage().startsWith("body was read before"));
        assertEquals("a", text("1-a"));
        assertMissing("2-a");
    }

    @Test
    void streamsInAListAreReadOnceOnly() throws Exception {
        addRoutes(routes -> routes.from("direct:twice").to(store("key=k")).to(store("key=k")));
        List<Object> body = List.of(new ByteArrayInputStream("once".getBytes(StandardCharsets.UTF_8)));
        Exchange exchange = exchange("direct:twice", body);
        assertTrue(exchange.getException().getMessage().contains("body was read before"));
        assertEquals("once", text("k"));
    }

    @Test
    void headerThatNamesOneKeyForAListSaysWhatToDo() {
        Exchange exchange = exchange(store(""), List.of("a", "b"), KEY, "k");
        assertTrue(exchange.getException().getMessage().endsWith("with option batch=NEVER the body is one value"));
    }

    @Test
    void laterElementOfTheSameKeyWins() throws Exception {
        send(store(""), List.of(Map.entry("k", "first"), Map.entry("k", "second")));
        assertEquals("second", text("k"));
    }

    @Test
    void emptyBatchWritesNothing() throws Exception {
        Exchange exchange = send(store(""), List.of());
        assertEquals(0, exchange.getMessage().getHeader(MiniLsmConstants.COUNT));
        assertNull(exchange.getMessage().getHeader(MiniLsmConstants.SEQUENCE));
    }

    @Test
    void oneBadElementRefusesTheWholeBatch() throws Exception {
        List<Object> body = new ArrayList<>();
        body.add(Map.entry("a", "1"));
        body.add(null);
        Exchange exchange = exchange(store(""), body);
        assertEquals(
                "element 1 of the batch refused, nothing was written: it is null",
                exchange.getException().getMessage());
        assertMissing("a");
        exchange = exchange(store(""), Arrays.asList(Map.entry("a", "1"), "no key"));
        assertTrue(exchange.getException().getMessage().contains("element 1"));
        assertTrue(exchange.getException().getMessage().contains("key is missing"));
        Map<String, Object> nullValue = new LinkedHashMap<>();
        nullValue.put("a", "1");
        nullValue.put("b", null);
        assertTrue(exchange(store(""), nullValue).isFailed());
        assertMissing("a");
    }

    @Test
    void elementsAreBoundedAndTheBoundItselfIsTaken() throws Exception {
        List<Integer> atLimit = IntStream.range(0, 10).boxed().toList();
        send(store("key=${body}&maxBatchEntries=10"), atLimit);
        assertEquals("9", text("9"));
        List<Integer> over = IntStream.range(100, 111).boxed().toList();
        Exchange exchange = exchange(store("key=${body}&maxBatchEntries=10"), over);
        assertEquals(
                "batch too large: actual at least 11 elements, expected at most 10 (option maxBatchEntries)",
                exchange.getException().getMessage());
        assertMissing("100");
    }

    @Test
    void iterableThatNeverEndsIsRefused() throws Exception {
        Iterable<String> endless = () -> Stream.generate(() -> "again").iterator();
        Exchange exchange = exchange(store("key=${body}&maxBatchEntries=1000"), endless);
        assertInstanceOf(IllegalArgumentException.class, exchange.getException());
        assertMissing("again");
    }

    @Test
    void bytesOfABatchAreBounded() throws Exception {
        List<String> body = IntStream.range(0, 100)
                .mapToObj(i -> String.format("%03d", i).repeat(100))
                .toList();
        Exchange exchange = exchange(store("key=${body.substring(0,3)}&maxBodyBytes=10000"), body);
        assertTrue(
                exchange.getException().getMessage().contains("batch too large"),
                () -> exchange.getException().getMessage());
        assertMissing("000");
    }

    @Test
    void iteratorThatFailsHalfWayWritesNothing() throws Exception {
        Iterator<Object> failing = new Iterator<>() {
            private int left = 3;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (left-- == 0) {
                    throw new IllegalStateException("half-way");
                }
                return Map.entry("k" + left, "v");
            }
        };
        assertEquals("half-way", exchange(store(""), failing).getException().getMessage());
        assertMissing("k2");
    }

    @Test
    void whatIsNoBatchIsRefusedWhereBatchesAreDemanded() {
        Exchange exchange = exchange(store("batch=always&key=k"), "one");
        assertTrue(exchange.getException().getMessage().startsWith("body is not a batch: option batch=ALWAYS"));
    }

    @Test
    void deleteTakesABatchOfKeys() throws Exception {
        send(store(""), Map.of("a", "1", "b", "2", "c", "3"));
        send(store("operation=delete"), List.of("a", exchangeOf("b", "ignored")));
        assertMissing("a");
        assertMissing("b");
        assertEquals("3", text("c"));
    }

    private Exchange exchangeOf(String key, Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setHeader(KEY, key);
        exchange.getIn().setBody(body);
        return exchange;
    }
}
