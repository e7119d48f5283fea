package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that come again are skipped, whatever became of the first one's acknowledgement. */
@Timeout(60)
class ExactlyOnceTest extends CamelTest {
    private static final String KEY = MiniLsmConstants.KEY;

    private String once(String options) {
        return store("exactlyOnceId=${header.source}" + options);
    }

    @Test
    void messageThatComesAgainIsSkippedAndSaysSo() throws Exception {
        Message first = send(once(""), "1", KEY, "k", "source", "f:1").getMessage();
        assertEquals(false, first.getHeader(MiniLsmConstants.SKIPPED));
        assertEquals(1, first.getHeader(MiniLsmConstants.COUNT));
        send(store(""), "changed since", KEY, "k");
        Message again = send(once("&durability=OS"), "1", KEY, "k", "source", "f:1").getMessage();
        assertEquals(true, again.getHeader(MiniLsmConstants.SKIPPED));
        assertEquals(0, again.getHeader(MiniLsmConstants.COUNT));
        assertEquals("changed since", text("k"));
        send(once("&operation=DELETE"), "k", "source", "f:1");
        assertEquals("changed since", text("k"));
        send(once("&operation=DELETE"), "k", "source", "f:2");
        assertMissing("k");
    }

    @Test
    void idsSurviveARestartAndAreNoKeys() throws Exception {
        send(once(""), Map.of("a", "1", "b", "2"), "source", "f:1");
        context.stop();
        startContext();
        send(once(""), Map.of("a", "x", "c", "x"), "source", "f:1");
        assertEquals("1", text("a"));
        assertMissing("c");
        assertEquals(2L, send(store("operation=COUNT"), null).getMessage().getBody());
    }

    @Test
    void prefixesHaveIdsOfTheirOwn() throws Exception {
        send(once("&keyPrefix=a/"), "1", KEY, "k", "source", "f:1");
        send(once("&keyPrefix=b/"), "2", KEY, "k", "source", "f:1");
        assertEquals("1", text("a/k"));
        assertEquals("2", text("b/k"));
        send(once(""), "3", KEY, "k", "source", "a/f:1");
        assertEquals("3", text("k"));
    }

    @Test
    void oneOfManyAtTheSameTimeIsIngested() throws Exception {
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            sent.add(template.asyncSend(once(""), exchange -> {
                exchange.getIn().setBody("v");
                exchange.getIn().setHeader(KEY, "k" + number);
                exchange.getIn().setHeader("source", number % 50);
            }));
        }
        int written = 0;
        for (CompletableFuture<Exchange> one : sent) {
            Exchange exchange = one.get(30, TimeUnit.SECONDS);
            written += exchange.getMessage().getHeader(MiniLsmConstants.SKIPPED, Boolean.class) ? 0 : 1;
        }
        assertEquals(50, written);
        assertEquals(50L, send(store("operation=COUNT"), null).getMessage().getBody());
    }

    @Test
    void messageWithoutAnIdAndConditionsAreRefused() throws Exception {
        assertEquals(
                "id is missing: option exactlyOnceId=${header.source} gave nothing",
                exchange(once(""), "v", KEY, "k").getException().getMessage());
        assertTrue(exchange(once("&operation=PUT_IF_ABSENT"), "v", KEY, "k", "source", "1")
                .getException()
                .getMessage()
                .startsWith("option exactlyOnceId does not go with a condition"));
        assertMissing("k");
    }
}
