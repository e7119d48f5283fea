package io.minilsm.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.SharedStores;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes and ranges as messages: each once and in order, over failures and restarts. */
@Timeout(60)
class ConsumerTest extends CamelTest {
    private static final String CHANGES = "consume=changes&cursor=c&delay=10&initialDelay=0";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private SharedStores.Lease lease;
    private Store store;

    @BeforeEach
    void openStore() throws Exception {
        lease = SharedStores.acquire(directory.resolve("store"), Options.defaults());
        store = lease.store();
    }

    @AfterEach
    void closeStore() throws Exception {
        lease.close();
    }

    private void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        messages.add(message);
        String body = message.getBody(String.class);
        received.add(message.getHeader(MiniLsmConstants.KEY) + (body == null ? " deleted" : "=" + body));
    }

    private void put(String key, String value) throws Exception {
        store.put(bytes(key), bytes(value), Durability.SYNC);
    }

    private void consume(String options) throws Exception {
        addRoutes(routes -> routes.from(store(options)).routeId("consumer").process(this::receive));
    }

    private void awaitReceived(String... expected) {
        await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= expected.length);
        assertEquals(List.of(expected), received);
    }

    @Test
    void changesComeInOrderWithWhatWasDone() throws Exception {
        consume(CHANGES);
        put("a", "1");
        store.write(new WriteBatch().put(bytes("b"), bytes("2")).delete(bytes("a")), Durability.SYNC);
        store.keySpace("other").put(bytes("x"), bytes("y"), Durability.SYNC);
        put("c", "3");
        awaitReceived("a=1", "b=2", "a deleted", "c=3");
        assertEquals("PUT", messages.get(1).getHeader(MiniLsmConstants.CHANGE));
        assertEquals(false, messages.get(1).getHeader(MiniLsmConstants.BATCH_END));
        assertEquals("DELETE", messages.get(2).getHeader(MiniLsmConstants.CHANGE));
        assertEquals(true, messages.get(2).getHeader(MiniLsmConstants.BATCH_END));
        assertTrue(messages.get(2).getHeader(MiniLsmConstants.SEQUENCE, Long.class) > 0);
    }

    @Test
    void keyPrefixNarrowsTheChangesAndIsTakenOff() throws Exception {
        consume(CHANGES + "&keyPrefix=in/");
        put("out/a", "1");
        put("in/b", "2");
        awaitReceived("b=2");
    }

    @Test
    void restartGoesOnBehindWhatWasProcessed() throws Exception {
        consume(CHANGES);
        put("a", "1");
        awaitReceived("a=1");
        context.stop();
        put("b", "2");
        put("c", "3");
        store.flush();
        startContext();
        consume(CHANGES);
        put("d", "4");
        awaitReceived("a=1", "b=2", "c=3", "d=4");
    }

    @Test
    void suspendedConsumerGoesOnWhereItWas() throws Exception {
        consume(CHANGES);
        put("a", "1");
        awaitReceived("a=1");
        context.getRouteController().suspendRoute("consumer");
        put("b", "2");
        context.getRouteController().resumeRoute("consumer");
        awaitReceived("a=1", "b=2");
    }

    @Test
    void failedChangeComesAgainBeforeTheNext() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        addRoutes(routes -> routes.from(store(CHANGES)).process(exchange -> {
            if ("b".equals(exchange.getMessage().getHeader(MiniLsmConstants.KEY)) && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not now");
            }
            receive(exchange);
        }));
        put("a", "1");
        put("b", "2");
        put("c", "3");
        awaitReceived("a=1", "b=2", "c=3");
        assertTrue(failures.get() < 0);
    }

    @Test
    void transactedSinkMovesTheCursorWithItsWrite() throws Exception {
        addRoutes(routes -> routes.from(store(CHANGES + "&keyPrefix=in/&transacted=true"))
                .to(store("keyPrefix=out/"))
                .process(this::receive));
        put("in/a", "1");
        awaitReceived("a=1");
        assertEquals("1", text("out/a"));
        DurableCursor cursor = new DurableCursor(store, "c", Durability.SYNC);
        long sequence = messages.get(0).getHeader(MiniLsmConstants.SEQUENCE, Long.class);
        // The batch of the sink is its entry and the cursor: nothing was written since.
        assertEquals(sequence, store.visibleSequence());
        assertEquals(sequence - 2, cursor.read());
    }

    @Test
    void secondWriteOfATransactedMessageFails() throws Exception {
        List<Exception> failures = new CopyOnWriteArrayList<>();
        addRoutes(routes -> {
            routes.onException(Exception.class)
                    .handled(true)
                    .process(exchange ->
                            failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
            routes.from(store(CHANGES + "&keyPrefix=in/&transacted=true"))
                    .to(store("keyPrefix=out/"))
                    .to(store("keyPrefix=more/"));
        });
        put("in/a", "1");
        await().until(() -> !failures.isEmpty());
        assertTrue(failures.get(0).getMessage().startsWith("second write of a message"), failures::toString);
        assertMissing("more/a");
    }

    @Test
    void copyThatIsWrittenLaterDoesNotTakeTheCursorBack() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        addRoutes(routes -> {
            routes.from(store(CHANGES + "&keyPrefix=in/&transacted=true"))
                    .process(this::receive)
                    .to("seda:later");
            routes.from("seda:later").process(exchange -> released.await()).to(store("keyPrefix=out/"));
        });
        put("in/a", "1");
        put("in/b", "2");
        awaitReceived("a=1", "b=2");
        DurableCursor cursor = new DurableCursor(store, "c", Durability.SYNC);
        long last = messages.get(1).getHeader(MiniLsmConstants.SEQUENCE, Long.class);
        await().until(() -> cursor.read() >= last);
        released.countDown();
        await().until(() -> store.get(bytes("out/b")) != null);
        assertTrue(cursor.read() >= last);
    }

    @Test
    void batchIsOneMessageAndOneWrite() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("in/" + i, "v" + i);
        }
        context.stop();
        startContext();
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        addRoutes(routes -> routes.from(store(CHANGES + "&keyPrefix=in/&consumeBatch=true&transacted=true"))
                .process(exchange -> sizes.add(exchange.getMessage().getBody(List.class).size()))
                .to(store("keyPrefix=out/")));
        IntStream.range(5, 25).forEach(i -> {
            try {
                store.put(bytes("in/" + i), bytes("v" + i), Durability.OS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        store.sync();
        await().until(() -> sizes.stream().mapToInt(Integer::intValue).sum() == 20);
        await().until(() -> "v24".equals(text("out/24")));
        assertMissing("out/4");
    }

    @Test
    void earliestChangeIsTheOldestThatIsKept() throws Exception {
        store.keepHistory(1 << 20, null);
        put("a", "1");
        put("b", "2");
        consume(CHANGES);
        awaitReceived("a=1", "b=2");
        consumeLatest();
        put("c", "3");
        await().until(() -> received.size() == 4);
        assertEquals(List.of("c=3", "c=3"), received.subList(2, 4));
    }

    private void consumeLatest() throws Exception {
        addRoutes(routes -> routes.from(store("consume=changes&cursor=other&cursorStart=latest&delay=10"))
                .process(this::receive));
        await().until(() -> new DurableCursor(store, "other", Durability.SYNC).read() >= 0);
    }

    @Test
    void cursorHasOneConsumerAtATime() throws Exception {
        consume(CHANGES);
        var failure = assertThrows(
                IllegalStateException.class,
                () -> addRoutes(routes -> routes.from(store(CHANGES + "&maxMessagesPerPoll=1")).log("x")));
        assertTrue(failure.getMessage().contains("cursor is in use"), failure::getMessage);
    }

    @Test
    void historyThatIsGoneIsAnErrorThatSaysSo() throws Exception {
        consume(CHANGES + "&bridgeErrorHandler=true");
        put("a", "1");
        awaitReceived("a=1");
        context.stop();
        store.keepHistory(0, null);
        put("b", "2");
        startContext();
        var failure = assertThrows(RuntimeCamelException.class, () -> consume(CHANGES));
        assertTrue(failure.getMessage().contains("history of changes is gone"), failure::getMessage);
    }

    @Test
    void missingOptionsAreNamed() throws Exception {
        assertTrue(assertThrows(Exception.class, () -> consume("cursor=c"))
                .getMessage()
                .contains("option consume is missing"));
        assertTrue(assertThrows(Exception.class, () -> consume("consume=changes"))
                .getMessage()
                .contains("option cursor is missing"));
    }

    @Test
    void scanDeliversTheRangeRoundAfterRound() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("in/" + i, "v" + i);
        }
        put("other", "x");
        consume("consume=scan&scanPrefix=in/&maxMessagesPerPoll=2&delay=10&initialDelay=0");
        await().until(() -> received.size() >= 10);
        List<String> round = List.of("in/0=v0", "in/1=v1", "in/2=v2", "in/3=v3", "in/4=v4");
        assertEquals(round, received.subList(0, 5));
        assertEquals(round, received.subList(5, 10));
    }

    @Test
    void queueDeletesWhatWasProcessedAndKeepsWhatFailed() throws Exception {
        for (int i = 0; i < 7; i++) {
            put("in/" + i, "v" + i);
        }
        AtomicInteger failures = new AtomicInteger(2);
        addRoutes(routes -> routes.from(store("consume=scan&keyPrefix=in/&deleteProcessed=true&maxMessagesPerPoll=3"
                        + "&delay=10&initialDelay=0"))
                .process(exchange -> {
                    if ("3".equals(exchange.getMessage().getHeader(MiniLsmConstants.KEY))
                            && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("not now");
                    }
                    receive(exchange);
                }));
        await().until(() -> received.size() == 7);
        assertEquals("3=v3", received.get(6));
        await().until(() -> send(store("operation=COUNT"), null).getMessage().getBody(Long.class) == 0);
    }

    @Test
    void valueThatCameDuringTheProcessingIsNotDeleted() throws Exception {
        put("in/a", "1");
        addRoutes(routes -> routes.from(
                        store("consume=scan&keyPrefix=in/&deleteProcessed=true&delay=10&initialDelay=0"))
                .process(exchange -> {
                    if (received.isEmpty()) {
                        put("in/a", "2");
                    }
                    receive(exchange);
                }));
        awaitReceived("a=1", "a=2");
        await().until(() -> store.get(bytes("in/a")) == null);
    }

    @Test
    void transactedQueueMovesEntriesInOneStep() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            put("in/" + i, "v" + i);
            expected.add("v" + i);
        }
        addRoutes(routes -> routes.from(store("consume=scan&keyPrefix=in/&deleteProcessed=true&transacted=true"
                        + "&consumeBatch=true&maxMessagesPerPoll=8&delay=10"))
                .to(store("keyPrefix=out/")));
        await().until(() -> store.get(bytes("in/39")) == null);
        for (int i = 10; i < 40; i++) {
            assertEquals("v" + i, text("out/" + i));
            assertMissing("in/" + i);
        }
        assertFalse(expected.isEmpty());
    }

    @Test
    void streamedScanReadsOneMomentAndIsClosedWithTheExchange() throws Exception {
        for (int i = 100; i < 400; i++) {
            put("in/" + i, "v" + i);
        }
        addRoutes(routes -> routes.from("direct:scan")
                .to(store("operation=SCAN&scanPrefix=in/&scanResult=STREAM&scanLimit=10"))
                .split(routes.body())
                .streaming()
                .process(exchange -> {
                    MiniLsmEntry entry = exchange.getMessage().getBody(MiniLsmEntry.class);
                    if (received.isEmpty()) {
                        assertEquals(1, store.stats().openCursors());
                        put("in/200", "changed");
                        put("in/500", "new");
                    }
                    received.add(entry.getKey() + "=" + text(entry.getKey()).length());
                }));
        send("direct:scan", null);
        assertEquals(300, received.size());
        assertEquals(0, store.stats().openCursors());
        received.clear();
        send("direct:scan", null, MiniLsmConstants.LIMIT, 5, MiniLsmConstants.REVERSE, true);
        assertEquals(5, received.size());
        assertTrue(received.get(0).startsWith("in/500="), received::toString);
        assertEquals(0, store.stats().openCursors());
    }

    @Test
    void pollEnrichTakesTheNextEntryAndDeletesItWhenTheExchangeIsDone() throws Exception {
        put("in/a", "1");
        put("in/b", "2");
        String queue = store("consume=scan&keyPrefix=in/&deleteProcessed=true&delay=10");
        addRoutes(routes -> routes.from("direct:next").pollEnrich(queue, 200).process(exchange -> {
            assertTrue(exchange.getMessage().getBody() == null || store.get(bytes("in/b")) != null);
            if ("fail".equals(exchange.getMessage().getHeader("how"))) {
                throw new IllegalStateException("not now");
            }
        }));
        assertEquals("1", send("direct:next", null).getMessage().getBody(String.class));
        await().until(() -> store.get(bytes("in/a")) == null);
        addRoutes(routes -> routes.from("direct:fails").pollEnrich(queue, 200).throwException(new Exception("no")));
        exchange("direct:fails", null);
        assertEquals("2", send("direct:next", null).getMessage().getBody(String.class));
        await().until(() -> store.get(bytes("in/b")) == null);
        assertEquals(null, send("direct:next", null).getMessage().getBody());
        put("in/c", "3");
        assertEquals("3", consumerTemplate(queue));
    }

    private String consumerTemplate(String uri) throws Exception {
        try (var consumer = context.createConsumerTemplate()) {
            return consumer.receiveBody(uri, 5000, String.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
