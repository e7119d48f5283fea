package io.minilsm.camel.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.SharedStores;
import io.minilsm.api.Options;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ClaimCheckOperation;
import org.apache.camel.resume.Deserializable;
import org.apache.camel.resume.ResumeAdapter;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.resume.Resumables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claim checks, variables and offsets, over restarts. */
class MoreRepositoriesTest {
    @TempDir
    Path directory;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private String store;

    @BeforeEach
    void start() {
        store = directory.resolve("store").toString();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @Test
    void claimChecksSurviveARestartAndAreTakenOnce() {
        MiniLsmClaimCheckRepository repository = new MiniLsmClaimCheckRepository(store, "claims");
        repository.start();
        assertTrue(repository.add("a", exchange("one")));
        assertFalse(repository.add("a", exchange(Map.of("n", 2))));
        repository.push(exchange("first"));
        repository.push(exchange("second"));
        repository.stop();

        MiniLsmClaimCheckRepository again = new MiniLsmClaimCheckRepository(store, "claims");
        again.setCamelContext(context);
        again.start();
        assertTrue(again.contains("a"));
        assertEquals(Map.of("n", 2), again.get("a").getMessage().getBody());
        assertEquals(Map.of("n", 2), again.getAndRemove("a").getMessage().getBody());
        assertNull(again.getAndRemove("a"));
        assertEquals("second", again.pop().getMessage().getBody());
        again.push(exchange("third"));
        assertEquals("third", again.pop().getMessage().getBody());
        assertEquals("first", again.pop().getMessage().getBody());
        assertNull(again.pop());
        again.add("b", exchange("x"));
        again.clear();
        assertFalse(again.contains("b"));
        again.stop();
    }

    @Test
    void claimCheckPatternTakesItFromTheExchange() throws Exception {
        MiniLsmClaimCheckRepository repository = new MiniLsmClaimCheckRepository(store, "claims");
        repository.start();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .setProperty(Exchange.CLAIM_CHECK_REPOSITORY, constant(repository))
                        .claimCheck(ClaimCheckOperation.Set, "luggage")
                        .setBody(constant("light"))
                        .claimCheck(ClaimCheckOperation.GetAndRemove, "luggage", "body");
            }
        });
        assertEquals("heavy", context.createProducerTemplate().requestBody("direct:in", "heavy"));
        assertFalse(repository.contains("luggage"));
        repository.stop();
    }

    @Test
    void variablesSurviveARestart() throws Exception {
        MiniLsmVariableRepository repository = new MiniLsmVariableRepository(store, "durable");
        context.getRegistry().bind("durable-variable-repository", repository);
        repository.start();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").setVariable("durable:seen", body()).setVariable("durable:list", constant(List.of(1)));
                from("direct:out").setBody(variable("durable:seen"));
            }
        });
        context.createProducerTemplate().sendBody("direct:in", "hello");
        repository.stop();
        repository.start();
        assertEquals("hello", context.createProducerTemplate().requestBody("direct:out", (Object) ""));
        assertEquals(Map.of("seen", "hello", "list", List.of(1)), repository.getVariables());
        assertEquals("hello", repository.removeVariable("seen"));
        assertNull(repository.getVariable("seen"));
        assertEquals(1, repository.size());
        repository.clear();
        assertFalse(repository.hasVariables());
        repository.stop();
    }

    /** Keeps what it is told in a map. */
    private static final class MapAdapter implements ResumeAdapter, Deserializable {
        private final Map<Object, Object> offsets = new TreeMap<>();

        @Override
        public void resume() {}

        @Override
        public boolean deserialize(ByteBuffer key, ByteBuffer value) {
            offsets.put(deserializeKey(key), deserializeValue(value));
            return true;
        }
    }

    @Test
    void offsetsSurviveARestart() throws Exception {
        MiniLsmResumeStrategy strategy = new MiniLsmResumeStrategy(store, "files");
        strategy.start();
        strategy.updateLastOffset(Resumables.of("a.txt", 5L));
        strategy.updateLastOffset(Resumables.of("b.txt", 7L));
        strategy.updateLastOffset(Resumables.of("a.txt", 6L));
        strategy.stop();
        assertEquals(Map.of("a.txt", 6L, "b.txt", 7L), load());
    }

    @Test
    void offsetIsPartOfTheBatchOfTheEndpoint() throws Exception {
        long[] sequences = new long[2];
        SharedStores.Lease lease = SharedStores.acquire(Path.of(store), Options.defaults());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("minilsm:" + store + "?resumeName=files&key=k");
            }
        });
        lease.store().keySpace("camel-resume/files");
        sequences[0] = lease.store().visibleSequence();
        context.createProducerTemplate()
                .sendBodyAndHeader("direct:in", "value", Exchange.OFFSET, Resumables.of("a.txt", 9L));
        sequences[1] = lease.store().visibleSequence();
        assertEquals(2, sequences[1] - sequences[0]);
        assertEquals(Map.of("a.txt", 9L), load());
        Exchange without = context.createProducerTemplate().request("direct:in", one -> one.getIn().setBody("value"));
        assertTrue(without.getException().getMessage().startsWith("offset is missing"));
        lease.close();
    }

    private Map<Object, Object> load() throws Exception {
        MiniLsmResumeStrategy strategy = new MiniLsmResumeStrategy(store, "files");
        MapAdapter adapter = new MapAdapter();
        strategy.setAdapter(adapter);
        strategy.start();
        strategy.loadCache();
        strategy.stop();
        return adapter.offsets;
    }
}
