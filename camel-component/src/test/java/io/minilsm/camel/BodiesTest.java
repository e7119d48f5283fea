package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What becomes of each kind of body, and how it comes back. */
class BodiesTest extends CamelTest {
    /** A bean as applications have them. */
    public record Order(String id, int amount) {}

    /** An object that Java could serialise, and that has nothing to show as JSON. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private void put(Object body) throws Exception {
        send(store(""), body, MiniLsmConstants.KEY, "k");
    }

    @Test
    void bytesAreStoredAsTheyAre() throws Exception {
        byte[] body = new byte[100_000];
        new Random(7).nextBytes(body);
        put(body);
        assertArrayEquals(body, get("k"));
    }

    @Test
    void serialisedObjectsStayBytes() throws Exception {
        byte[] body = {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r', 0, 1};
        put(body);
        assertArrayEquals(body, get("k"));
    }

    @Test
    void emptyBodiesAreValues() throws Exception {
        put("");
        assertArrayEquals(new byte[0], get("k"));
        put(new byte[0]);
        assertArrayEquals(new byte[0], get("k"));
    }

    @Test
    void textIsStoredInUtf8WhateverTheCharsetOfTheExchange() throws Exception {
        send(store(""), "Grüße, 世界 🌍", MiniLsmConstants.KEY, "k", Exchange.CHARSET_NAME, "ISO-8859-1");
        assertEquals("Grüße, 世界 🌍", text("k"));
    }

    @Test
    void numbersAndTheirLikeAreStoredAsTheirText() throws Exception {
        UUID uuid = UUID.fromString("6f1c2b1e-0000-4000-8000-000000000001");
        for (Object body : List.of(42, 7L, new BigDecimal("1.50"), true, 'x', uuid, TimeUnit.SECONDS)) {
            put(body);
            assertEquals(body.toString(), text("k"));
        }
    }

    @Test
    void streamsAreReadToTheirEnd() throws Exception {
        put(new ByteArrayInputStream("from a stream".getBytes(StandardCharsets.UTF_8)));
        assertEquals("from a stream", text("k"));
        put(new StringReader("from a reader, ü"));
        assertEquals("from a reader, ü", text("k"));
    }

    @Test
    void cachedStreamCanBeReadAgainBehindTheWrite() throws Exception {
        StreamCache cache = new InputStreamCache("cached".getBytes(StandardCharsets.UTF_8));
        put(cache);
        assertEquals("cached", text("k"));
        assertEquals("cached", context.getTypeConverter().convertTo(String.class, cache));
    }

    @Test
    void streamThatWasReadIsRefusedInsteadOfStoredEmpty() throws Exception {
        addRoutes(routes -> routes.from("direct:twice")
                .noStreamCaching()
                .to(store("key=one"))
                .to(store("key=two")));
        for (Object body :
                List.of(new ByteArrayInputStream("once".getBytes(StandardCharsets.UTF_8)), new StringReader("once"))) {
            Exchange exchange = exchange("direct:twice", body);
            assertTrue(exchange.getException().getMessage().startsWith("body was read before"));
            assertEquals("once", text("one"));
            assertMissing("two");
        }
    }

    @Test
    void streamOfARouteWithStreamCachingIsStoredTwice() throws Exception {
        addRoutes(routes -> routes.from("direct:twice").to(store("key=one")).to(store("key=two")));
        Exchange exchange =
                exchange("direct:twice", new ByteArrayInputStream("twice".getBytes(StandardCharsets.UTF_8)));
        assertEquals(null, exchange.getException());
        assertEquals("twice", text("one"));
        assertEquals("twice", text("two"));
    }

    @Test
    void buffersAreReadFromTheirPositionAndLeftThere() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).put("abcdefgh".getBytes(StandardCharsets.UTF_8));
        buffer.position(2).limit(5);
        put(buffer);
        assertEquals("cde", text("k"));
        assertEquals(2, buffer.position());
    }

    @Test
    void filesAreRead() throws Exception {
        Path file = Files.writeString(directory.resolve("message.txt"), "in a file");
        put(file);
        assertEquals("in a file", text("k"));
        put(file.toFile());
        assertEquals("in a file", text("k"));
    }

    @Test
    void mapsAndBeansBecomeJson() throws Exception {
        put(new TreeMap<>(Map.of("b", List.of(1, 2), "a", "ü")));
        assertEquals("{\"a\":\"ü\",\"b\":[1,2]}", text("k"));
        put(new Order("o-1", 3));
        assertEquals("{\"id\":\"o-1\",\"amount\":3}", text("k"));
        put(new int[] {1, 2, 3});
        assertEquals("[1,2,3]", text("k"));
        put(new ObjectMapper().readTree("[{\"tree\":true}]"));
        assertEquals("[{\"tree\":true}]", text("k"));
    }

    @Test
    void listIsOneJsonValueWhereBatchesAreNotWanted() throws Exception {
        send(store("batch=never"), List.of("a", 1), MiniLsmConstants.KEY, "k");
        assertEquals("[\"a\",1]", text("k"));
    }

    @Test
    void xmlBecomesItsText() throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream("<a>ü</a>".getBytes(StandardCharsets.UTF_8)));
        put(document);
        assertTrue(text("k").contains("<a>ü</a>"), text("k"));
    }

    @Test
    void objectWithNothingToShowFailsInsteadOfBeingSerialised() {
        Exchange exchange = exchange(store(""), new Gadget(), MiniLsmConstants.KEY, "k");
        assertTrue(
                exchange.getException().getMessage().contains("Gadget"),
                exchange.getException().getMessage());
    }

    @Test
    void mapperOfTheEndpointWritesAndReadsTheJson() throws Exception {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();
        context.getRegistry().bind("upper", mapper);
        send(store("objectMapper=#upper"), new Order("o", 1), MiniLsmConstants.KEY, "k");
        assertEquals("{\"Id\":\"o\",\"Amount\":1}", text("k"));
    }

    @Test
    void valueTypeTurnsValuesBack() throws Exception {
        put(new Order("o-1", 3));
        assertEquals(new Order("o-1", 3), getAs("io.minilsm.camel.BodiesTest$Order"));
        assertEquals(Map.of("id", "o-1", "amount", 3), getAs("java.util.Map"));
        assertEquals("{\"id\":\"o-1\",\"amount\":3}", getAs("String"));
        assertInstanceOf(InputStream.class, getAs("java.io.InputStream"));
        put(42);
        assertEquals(42, getAs("java.lang.Integer"));
        assertEquals(42L, getAs("java.lang.Long"));
    }

    @Test
    void valueTypeConvertsBodiesOrRefusesThem() throws Exception {
        send(store("valueType=java.lang.Integer"), "42", MiniLsmConstants.KEY, "k");
        assertEquals("42", text("k"));
        Exchange exchange = exchange(store("valueType=java.lang.Integer"), "4x2", MiniLsmConstants.KEY, "k");
        assertTrue(exchange.isFailed());
        send(store("valueType=java.util.Map"), "{ \"as\" : \"typed\" }", MiniLsmConstants.KEY, "k");
        assertEquals("{ \"as\" : \"typed\" }", text("k"));
        send(store("valueType=String"), new Order("o-2", 1), MiniLsmConstants.KEY, "k");
        assertEquals("{\"id\":\"o-2\",\"amount\":1}", text("k"));
    }

    @Test
    void bytesThatAreNotTextAreNotShownAsText() throws Exception {
        put(new byte[] {(byte) 0xFF, 1});
        Exchange exchange = exchange(store("operation=GET&valueType=String"), "k");
        assertEquals(
                "value is not text in UTF-8: length=2 bytes, expected another valueType, such as byte[]",
                exchange.getException().getMessage());
    }

    @Test
    void streamThatFailsHalfWayLeavesTheStoreAsItWas() throws Exception {
        put("before");
        Exchange exchange = exchange(
                store(""),
                new InputStream() {
                    private int left = 10_000;

                    @Override
                    public int read() throws IOException {
                        if (left-- <= 0) {
                            throw new Provoked("half-way");
                        }
                        return 'x';
                    }
                },
                MiniLsmConstants.KEY,
                "k");
        assertInstanceOf(Provoked.class, exchange.getException());
        assertEquals("before", text("k"));
    }

    @Test
    void streamThatNeverEndsIsRefusedAtTheLimit() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        Exchange exchange = exchange(store("maxBodyBytes=1000"), endless, MiniLsmConstants.KEY, "k");
        assertTrue(
                exchange.getException()
                        .getMessage()
                        .matches("body too large: actual at least \\d+, expected at most 1000 bytes \\(option"
                                + " maxBodyBytes\\)"),
                exchange.getException().getMessage());
        assertMissing("k");
    }

    @Test
    void everyKindOfBodyIsRefusedOverTheLimitAndTakenAtIt() throws Exception {
        String atLimit = "x".repeat(1000);
        send(store("maxBodyBytes=1000"), atLimit, MiniLsmConstants.KEY, "k");
        String over = "x".repeat(1001);
        byte[] bytes = over.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("large"), bytes);
        List<Object> bodies = List.of(
                over,
                "ü".repeat(501),
                bytes,
                ByteBuffer.wrap(bytes),
                new ByteArrayInputStream(bytes),
                new InputStreamCache(bytes),
                new StringReader(over),
                file,
                Map.of("v", over),
                new Order(over, 1));
        for (Object body : bodies) {
            Exchange exchange = exchange(store("maxBodyBytes=1000"), body, MiniLsmConstants.KEY, "k");
            assertInstanceOf(
                    IllegalArgumentException.class,
                    exchange.getException(),
                    body.getClass().getName());
            assertTrue(
                    exchange.getException().getMessage().contains("too large"),
                    body.getClass().getName());
        }
        assertEquals(atLimit, text("k"));
    }

    @Test
    void loneSurrogateIsRefusedInsteadOfBeingReplaced() throws Exception {
        Exchange exchange = exchange(store(""), "a\uD800b", MiniLsmConstants.KEY, "k");
        assertEquals(
                "body is not valid text: length=3 chars, a surrogate stands alone",
                exchange.getException().getMessage());
        exchange = exchange(store(""), new StringReader("a\uD800b"), MiniLsmConstants.KEY, "k");
        assertTrue(exchange.isFailed());
        assertMissing("k");
    }

    @Test
    void nullBodyIsRefused() {
        Exchange exchange = exchange(store(""), null, MiniLsmConstants.KEY, "k");
        assertEquals(
                "body is null: expected a value; for an empty value send an empty String or byte[]",
                exchange.getException().getMessage());
    }

    private Object getAs(String type) throws Exception {
        return send(store("operation=GET&valueType=" + type), "k").getMessage().getBody();
    }
}
