package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes as users write them, from the sources that Camel's core has. */
@Timeout(60)
class RoutesTest extends CamelTest {
    private static final int MESSAGES = 2_000;

    @Test
    void fileSourceStoresTheContentUnderTheFilesName() throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "first, ü");
        Files.writeString(inbox.resolve("two.txt"), "second");
        NotifyBuilder done = new NotifyBuilder(context).whenDone(2).create();
        addRoutes(routes ->
                routes.from("file:" + inbox + "?initialDelay=0&delay=10").to(store("key=${file:name}")));
        assertTrue(done.matches(20, TimeUnit.SECONDS));
        assertEquals("first, ü", text("one.txt"));
        assertEquals("second", text("two.txt"));
        assertTrue(Files.exists(inbox.resolve(".camel/one.txt")));
    }

    @Test
    void fileThatCannotBeStoredStaysInTheInbox() throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        Files.writeString(inbox.resolve("large.txt"), "x".repeat(2000));
        MockEndpoint failed = context.getEndpoint("mock:failed", MockEndpoint.class);
        failed.expectedMinimumMessageCount(1);
        addRoutes(routes -> {
            routes.onException(IllegalArgumentException.class).to("mock:failed");
            routes.from("file:" + inbox + "?initialDelay=0&delay=10").to(store("key=${file:name}&maxBodyBytes=1000"));
        });
        failed.assertIsSatisfied(20_000);
        assertTrue(Files.exists(inbox.resolve("large.txt")));
        assertMissing("large.txt");
    }

    @Test
    void linesOfAFileAreStoredInBatches() throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            lines.append("key-")
                    .append(i)
                    .append('\t')
                    .append("value ")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(inbox.resolve("lines.tsv"), lines);
        MockEndpoint done = context.getEndpoint("mock:done", MockEndpoint.class);
        done.expectedMessageCount(1);
        addRoutes(routes -> routes.from("file:" + inbox + "?initialDelay=0&delay=10")
                .split(routes.body().tokenize("\n", 100, false))
                .streaming()
                .setBody(routes.body().tokenize("\n"))
                .to(store("key=${body.split('\\t')[0]}"))
                .end()
                .to("mock:done"));
        done.assertIsSatisfied(40_000);
        assertEquals("key-1999\tvalue 1999", text("key-1999"));
        assertEquals(
                (long) MESSAGES,
                send(store("operation=COUNT"), null).getMessage().getBody());
    }

    @Test
    void sedaConsumersStoreEveryMessage() throws Exception {
        CountDownLatch stored = new CountDownLatch(MESSAGES);
        addRoutes(routes -> routes.from("seda:in?concurrentConsumers=4&size=10000")
                .to(store("key=${header.id}&maxInFlightWrites=64"))
                .process(exchange -> stored.countDown()));
        for (int i = 0; i < MESSAGES; i++) {
            template.sendBodyAndHeader("seda:in", "value " + i, "id", "k" + i);
        }
        assertTrue(stored.await(40, TimeUnit.SECONDS), () -> stored.getCount() + " missing");
        for (int i = 0; i < MESSAGES; i += 97) {
            assertEquals("value " + i, text("k" + i));
        }
        assertEquals(
                (long) MESSAGES,
                send(store("operation=COUNT"), null).getMessage().getBody());
    }

    @Test
    void aggregatedExchangesAreOneBatch() throws Exception {
        MockEndpoint stored = context.getEndpoint("mock:stored", MockEndpoint.class);
        stored.expectedMessageCount(2);
        addRoutes(routes -> routes.from("direct:in")
                .setHeader(MiniLsmConstants.KEY, routes.simple("${body}"))
                .aggregate(routes.constant(true), AggregationStrategies.groupedExchange())
                .completionSize(3)
                .to(store(""))
                .to("mock:stored"));
        for (int i = 0; i < 6; i++) {
            template.sendBody("direct:in", "m" + i);
        }
        stored.assertIsSatisfied(20_000);
        assertEquals(3, stored.getExchanges().get(0).getMessage().getHeader(MiniLsmConstants.COUNT));
        assertEquals("m5", text("m5"));
    }

    @Test
    void dynamicEndpointChoosesTheOperation() throws Exception {
        addRoutes(routes -> routes.from("direct:in").toD(store("operation=${header.op}")));
        template.requestBodyAndHeaders("direct:in", "v", Map.of("op", "PUT", MiniLsmConstants.KEY, "k"));
        assertEquals("v", template.requestBodyAndHeader("direct:in", "k", "op", "GET", String.class));
    }

    @Test
    void failureDoesNotMarkTheMessageAsStored() throws Exception {
        assertFalse(exchange(store(""), "v", MiniLsmConstants.KEY, "")
                .getMessage()
                .getHeaders()
                .containsKey(MiniLsmConstants.SEQUENCE));
    }
}
