package io.minilsm.camel.repository;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.spi.OptimisticLockingAggregationRepository.OptimisticLockingException;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups in routes, over restarts, failures and concurrent senders, and what of an exchange survives. */
@Timeout(60)
class MiniLsmAggregationRepositoryTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Exchange> completed = new LinkedBlockingQueue<>();
    private final DefaultCamelContext plain = new DefaultCamelContext();

    private MiniLsmAggregationRepository made() {
        MiniLsmAggregationRepository repository =
                new MiniLsmAggregationRepository(directory.resolve("store").toString(), "groups");
        repository.setRecoveryInterval(50);
        return repository;
    }

    private void route(
            MiniLsmAggregationRepository repository,
            AggregationStrategy strategy,
            Options options,
            Processor then,
            Use use)
            throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    options.accept(from("direct:in")
                                    .aggregate(header("id"), strategy)
                                    .aggregationRepository(repository))
                            .process(then);
                    from("direct:dead").process(exchange -> completed.add(exchange.copy()));
                }
            });
            context.start();
            use.accept(context.createProducerTemplate());
        }
    }

    private void bodies(Options options, Use use) throws Exception {
        route(made(), AggregationStrategies.groupedBody(), options, this::collect, use);
    }

    private void collect(Exchange exchange) {
        completed.add(exchange.copy());
    }

    private Exchange nextCompleted() throws InterruptedException {
        Exchange exchange = completed.poll(20, TimeUnit.SECONDS);
        assertTrue(exchange != null, "no group was completed within 20 s");
        return exchange;
    }

    @Test
    void groupedBodiesSurviveRestartsInTheMiddleOfAGroup() throws Exception {
        for (String body : List.of("A", "B", "C")) {
            bodies(
                    group -> group.completionSize(3),
                    template -> template.sendBodyAndHeader("direct:in", body, "id", "g"));
        }
        assertEquals(List.of("A", "B", "C"), nextCompleted().getMessage().getBody());
        MiniLsmAggregationRepository repository = made();
        repository.start();
        assertEquals(Set.of(), repository.getKeys());
        assertEquals(Set.of(), repository.scan(plain));
        repository.stop();
    }

    @Test
    void groupedExchangesKeepTheirHeadersAndBodies() throws Exception {
        for (int i = 0; i < 3; i++) {
            int number = i;
            Map<String, Object> headers = Map.of("id", "g", "n", number);
            route(
                    made(),
                    AggregationStrategies.groupedExchange(),
                    group -> group.completionSize(3),
                    this::collect,
                    template -> template.sendBodyAndHeaders("direct:in", new byte[] {(byte) number}, headers));
        }
        List<?> group = nextCompleted().getMessage().getBody(List.class);
        assertEquals(3, group.size());
        for (int i = 0; i < 3; i++) {
            Exchange element = (Exchange) group.get(i);
            assertArrayEquals(new byte[] {(byte) i}, element.getMessage().getBody(byte[].class));
            assertEquals(i, element.getMessage().getHeader("n"));
        }
    }

    @Test
    void timeoutsOfGroupsGoOnAfterARestart() throws Exception {
        bodies(
                group -> group.completionTimeout(60_000),
                template -> template.sendBodyAndHeader("direct:in", "A", "id", "g"));
        bodies(group -> group.completionTimeout(200), template -> {
            template.sendBodyAndHeader("direct:in", "B", "id", "g");
            assertEquals(List.of("A", "B"), nextCompleted().getMessage().getBody());
        });
    }

    @Test
    void groupThatFailedIsDeliveredAgainUntilItSucceeds() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        MiniLsmAggregationRepository repository = made();
        route(repository, AggregationStrategies.groupedBody(), group -> group.completionSize(2), exchange -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("provoked");
            }
            collect(exchange);
        }, template -> {
            template.sendBodyAndHeader("direct:in", "A", "id", "g");
            template.request("direct:in", exchange -> {
                exchange.getMessage().setBody("B");
                exchange.getMessage().setHeader("id", "g");
            });
            Exchange recovered = nextCompleted();
            assertEquals(List.of("A", "B"), recovered.getMessage().getBody());
            assertEquals(true, recovered.getMessage().getHeader(Exchange.REDELIVERED));
            assertEquals(2, recovered.getMessage().getHeader(Exchange.REDELIVERY_COUNTER));
            // It is confirmed when its route is through, which is a little later.
            await().until(() -> repository.scan(plain).isEmpty());
        });
    }

    @Test
    void groupThatFailsForGoodGoesToTheDeadLetterEndpoint() throws Exception {
        MiniLsmAggregationRepository repository = made();
        repository.setMaximumRedeliveries(2);
        repository.setDeadLetterUri("direct:dead");
        route(repository, AggregationStrategies.groupedBody(), group -> group.completionSize(2), exchange -> {
            throw new IOException("provoked");
        }, template -> {
            for (String body : List.of("A", "B")) {
                template.request("direct:in", exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeader("id", "g");
                });
            }
            // Camel asks the strategy for the body only when a group goes on in its route.
            assertEquals(List.of("A", "B"), nextCompleted().getProperty(Exchange.GROUPED_EXCHANGE));
        });
    }

    @Test
    void concurrentSendersWithOptimisticLockingLoseNothing() throws Exception {
        bodies(group -> group.completionSize(80).optimisticLocking(), template -> {
            List<CompletableFuture<Object>> sent = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                sent.add(template.asyncRequestBodyAndHeader("direct:in", i, "id", "g"));
            }
            for (CompletableFuture<Object> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
            List<?> group = nextCompleted().getMessage().getBody(List.class);
            assertEquals(80, group.stream().distinct().count());
        });
    }

    @Test
    void staleGroupIsNeitherReplacedNorRemoved() {
        MiniLsmAggregationRepository repository = made();
        repository.start();
        repository.add(plain, "g", null, exchange("1"));
        assertThrows(OptimisticLockingException.class, () -> repository.add(plain, "g", null, exchange("x")));
        Exchange stale = repository.get(plain, "g");
        Exchange fresh = repository.get(plain, "g");
        fresh.getMessage().setBody("2");
        repository.add(plain, "g", fresh, fresh);
        assertThrows(OptimisticLockingException.class, () -> repository.add(plain, "g", stale, stale));
        assertThrows(OptimisticLockingException.class, () -> repository.remove(plain, "g", stale));
        Exchange last = repository.get(plain, "g");
        assertEquals("2", last.getMessage().getBody());
        assertEquals(Set.of("g"), repository.getKeys());
        repository.remove(plain, "g", last);
        assertNull(repository.get(plain, "g"));
        assertEquals(Set.of(last.getExchangeId()), repository.scan(plain));
        assertEquals("2", repository.recover(plain, last.getExchangeId()).getMessage().getBody());
        repository.confirm(plain, last.getExchangeId());
        assertNull(repository.recover(plain, last.getExchangeId()));
        repository.stop();
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(plain);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @Test
    void everyTypeComesBackAsItWas() throws Exception {
        List<Object> values = Arrays.asList(
                null, "täxt", "", true, false, 1, 2L, 3.5, 4.5f, (short) 5, (byte) 6, 'c',
                new BigInteger("-" + "9".repeat(40)), new BigDecimal("1.50"), new Date(7),
                Instant.ofEpochSecond(-8, 9), new UUID(1, 2), LocalDate.of(2024, 2, 29),
                LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4), List.of(1, List.of(2L)), Map.of("k", Set.of(1)));
        Exchange exchange = exchange(values);
        exchange.getMessage().setHeader("h", values);
        exchange.setProperty("p", values);
        exchange.setProperty(Exchange.AGGREGATED_SIZE, 3);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IOException("left out"));
        exchange.setVariable("v", "w");
        Exchange back = ExchangeCodec.decode(plain, ExchangeCodec.encode(exchange));
        assertEquals(values, back.getMessage().getBody());
        assertEquals(values, back.getMessage().getHeader("h"));
        assertEquals(values, back.getProperty("p"));
        assertEquals(3, back.getProperty(Exchange.AGGREGATED_SIZE));
        assertFalse(back.getProperties().containsKey(Exchange.EXCEPTION_CAUGHT));
        assertEquals("w", back.getVariable("v"));
        assertEquals(exchange.getExchangeId(), back.getExchangeId());
        Exchange stream = exchange(new InputStreamCache(new byte[] {1, 2}));
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(
                    new byte[] {1, 2},
                    ExchangeCodec.decode(plain, ExchangeCodec.encode(stream)).getMessage().getBody(byte[].class));
        }
    }

    @Test
    void whatCannotBeStoredIsRefusedByName() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Exchange grouped = exchange("b");
        grouped.setProperty(Exchange.GROUPED_EXCHANGE, List.of(new Object()));
        for (Exchange refused : List.of(
                exchange(new Object()), exchange(new ByteArrayInputStream(new byte[1])), exchange(cycle), grouped,
                exchange(Map.of("k", new IOException())))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ExchangeCodec.encode(refused))
                    .getMessage();
            assertTrue(message.startsWith("exchange cannot be stored: "), message);
        }
    }

    @Test
    void damagedBytesFailInsteadOfGivingAnotherExchange() {
        Exchange exchange = exchange(List.of("a", 1, Map.of("k", "v")));
        byte[] bytes = ExchangeCodec.encode(exchange);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> ExchangeCodec.decode(plain, cut), () -> "length " + cut.length);
        }
        assertThrows(IOException.class, () -> ExchangeCodec.decode(plain, Arrays.copyOf(bytes, bytes.length + 1)));
        byte[] future = bytes.clone();
        future[0] = 2;
        assertEquals(
                "exchange of an unknown version: actual=2, expected=1",
                assertThrows(IOException.class, () -> ExchangeCodec.decode(plain, future)).getMessage());
    }

    @Test
    void flippedBitsNeverGiveAnythingButAnExchangeOrAnIOException() {
        byte[] bytes = ExchangeCodec.encode(exchange(List.of("a", 1, Map.of("k", new BigDecimal("1.5")), new Date(1))));
        int failed = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                ExchangeCodec.decode(plain, flipped);
            } catch (IOException e) {
                failed++;
            }
        }
        assertTrue(failed > bytes.length, "failed=" + failed);
    }

    @Test
    void examplesOfTheFormatDocumentAreRead() throws Exception {
        byte[] text = HexFormat.of().parseHex("01000000026869");
        byte[] list = HexFormat.of().parseHex("1100000002050000000103");
        assertEquals("hi", new ValueReader(plain, text).read());
        assertEquals(List.of(1, true), new ValueReader(plain, list).read());
    }

    /** Sets options of the aggregator. */
    @FunctionalInterface
    private interface Options {
        AggregateDefinition accept(AggregateDefinition group);
    }

    /** Sends messages. */
    @FunctionalInterface
    private interface Use {
        void accept(ProducerTemplate template) throws Exception;
    }
}
