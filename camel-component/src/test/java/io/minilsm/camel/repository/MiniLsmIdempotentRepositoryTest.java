package io.minilsm.camel.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.SharedStores;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered, over stops and deaths, by the idempotent and the state repository. */
@Timeout(60)
class MiniLsmIdempotentRepositoryTest {
    /** Never started; exchanges need one. */
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @TempDir
    Path directory;

    private final List<Object> processed = new CopyOnWriteArrayList<>();

    private MiniLsmIdempotentRepository made(String name) {
        return new MiniLsmIdempotentRepository(directory.resolve("store").toString(), name);
    }

    private MiniLsmIdempotentRepository started(String name) {
        MiniLsmIdempotentRepository repository = made(name);
        repository.start();
        return repository;
    }

    private void route(MiniLsmIdempotentRepository repository, boolean eager, Sends sends) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in")
                            .idempotentConsumer(header("id"), repository)
                            .eager(eager)
                            .process(exchange -> {
                                processed.add(exchange.getMessage().getBody());
                                if (exchange.getMessage().getBody(String.class).startsWith("bad")) {
                                    throw new IOException("provoked");
                                }
                            });
                }
            });
            context.start();
            sends.accept(context.createProducerTemplate());
        }
    }

    @Test
    void routeProcessesEachMessageOnceOverRestarts() throws Exception {
        for (boolean eager : new boolean[] {true, false}) {
            processed.clear();
            for (int i = 0; i < 3; i++) {
                int round = i;
                route(made("eager-" + eager), eager, template -> {
                    template.sendBodyAndHeader("direct:in", "a", "id", "1");
                    template.sendBodyAndHeader("direct:in", "round " + round, "id", "round/" + round);
                    template.sendBodyAndHeader("direct:in", "a again", "id", "1");
                });
            }
            assertEquals(List.of("a", "round 0", "round 1", "round 2"), processed);
        }
    }

    @Test
    void failedMessageIsProcessedAgain() throws Exception {
        route(made("orders"), true, template -> {
            assertThrows(
                    CamelExecutionException.class, () -> template.sendBodyAndHeader("direct:in", "bad", "id", "1"));
            template.sendBodyAndHeader("direct:in", "good", "id", "1");
            template.sendBodyAndHeader("direct:in", "late", "id", "1");
        });
        assertEquals(List.of("bad", "good"), processed);
    }

    @Test
    void messageThatWasPendingInAProcessThatDiedIsProcessedAgain() throws Exception {
        MiniLsmIdempotentRepository dying = started("orders");
        assertTrue(dying.add(exchange(), "pending"));
        assertTrue(dying.add(exchange(), "confirmed"));
        assertTrue(dying.confirm(exchange(), "confirmed"));
        assertTrue(dying.contains("pending"));
        MiniLsmIdempotentRepository next =
                new MiniLsmIdempotentRepository(whatAnotherProcessLeaves().toString(), "orders");
        next.start();
        assertFalse(next.contains("pending"));
        assertTrue(next.contains("confirmed"));
        assertFalse(next.add(exchange(), "confirmed"));
        assertTrue(next.add(exchange(), "pending"));
        assertFalse(next.add(exchange(), "pending"));
        next.stop();
        dying.stop();
    }

    /** Returns a copy of the store of this moment, its owners those of another process. */
    private Path whatAnotherProcessLeaves() throws IOException {
        Path copy = directory.resolve("copy");
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            lease.store().checkpoint(copy);
        }
        try (Store store = MiniLsm.open(copy, Options.defaults())) {
            KeySpace space = store.keySpace("camel-idempotent/orders");
            WriteBatch batch = new WriteBatch();
            try (var cursor = space.cursor(Range.prefix(new byte[] {'o'}))) {
                while (cursor.next()) {
                    batch.put(space, cursor.key(), new byte[16]);
                }
            }
            assertEquals(1, batch.count());
            store.write(batch, Durability.SYNC);
        }
        return copy;
    }

    @Test
    void pendingMarksOfAStoppedRepositoryAreGoneThoseOfARunningOneAreNot() {
        MiniLsmIdempotentRepository first = started("orders");
        MiniLsmIdempotentRepository second = started("orders");
        assertTrue(first.add(exchange(), "by first"));
        assertTrue(second.add(exchange(), "by second"));
        first.stop();
        MiniLsmIdempotentRepository third = started("orders");
        assertTrue(third.add(exchange(), "by first"));
        assertFalse(third.add(exchange(), "by second"));
        third.stop();
        second.stop();
    }

    @Test
    void keyWithoutAnExchangeLastsUnlessItIsToBeConfirmed() {
        MiniLsmIdempotentRepository first = started("files");
        assertTrue(first.add("a.txt"));
        first.setPendingWithoutExchange(true);
        assertTrue(first.add("b.txt"));
        first.stop();
        MiniLsmIdempotentRepository second = started("files");
        assertTrue(second.contains("a.txt"));
        assertFalse(second.contains("b.txt"));
        second.stop();
    }

    @Test
    void oneOfManyThreadsAddsAKey() throws Exception {
        MiniLsmIdempotentRepository repository = started("orders");
        AtomicInteger added = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            done.add(threads.submit(() -> IntStream.range(0, 500)
                    .filter(i -> repository.add(exchange(), "k" + i))
                    .forEach(i -> added.incrementAndGet())));
        }
        for (Future<?> one : done) {
            one.get();
        }
        threads.shutdown();
        assertEquals(500, added.get());
        repository.stop();
    }

    @Test
    void repositoriesOfOneStoreKnowNothingOfEachOther() {
        MiniLsmIdempotentRepository orders = started("orders");
        MiniLsmIdempotentRepository files = started("files");
        IntStream.range(0, 2500).forEach(i -> orders.add(exchange(), "k" + i));
        assertTrue(files.add("k1"));
        orders.clear();
        assertFalse(orders.contains("k1"));
        assertFalse(orders.contains("k2499"));
        assertTrue(files.contains("k1"));
        assertTrue(files.remove("k1"));
        assertFalse(files.remove("k1"));
        assertTrue(orders.add(exchange(), ""));
        orders.stop();
        files.stop();
    }

    @Test
    void markOfAnUnknownVersionFailsInsteadOfBeingGuessedAt() throws Exception {
        MiniLsmIdempotentRepository repository = started("orders");
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            lease.store().keySpace("camel-idempotent/orders").put(new byte[] {'k', 'x'}, new byte[] {9, 'c'});
        }
        assertTrue(assertThrows(RuntimeCamelException.class, () -> repository.contains("x"))
                .getMessage()
                .contains("mark of an idempotent repository unknown: name=orders, key=x, length=2"));
        repository.stop();
    }

    @Test
    void directoryAndNameAreChecked() {
        assertThrows(RuntimeException.class, () -> new MiniLsmIdempotentRepository("${header.x}", "n").start());
        assertThrows(RuntimeException.class, () -> made(" ").start());
        assertThrows(IllegalStateException.class, () -> new MiniLsmStateRepository("data", "n").getState("k"));
        assertThrows(IllegalArgumentException.class, () -> StoreRepository.utf8("a\uDC00"));
    }

    @Test
    void statesAreKeptOverRestartsAndNullRemovesThem() {
        MiniLsmStateRepository states =
                new MiniLsmStateRepository(directory.resolve("store").toString(), "offsets");
        states.start();
        assertNull(states.getState("topic/0"));
        states.setState("topic/0", "41");
        states.setState("topic/0", "42");
        states.setState("topic/1", "1");
        states.setState("topic/1", null);
        states.stop();
        states.start();
        assertEquals("42", states.getState("topic/0"));
        assertNull(states.getState("topic/1"));
        states.stop();
    }

    private static Exchange exchange() {
        return new DefaultExchange(CONTEXT);
    }

    /** Sends messages. */
    @FunctionalInterface
    private interface Sends {
        void accept(ProducerTemplate template) throws Exception;
    }
}
