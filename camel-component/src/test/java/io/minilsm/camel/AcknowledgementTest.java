package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When exchanges complete, in which thread, and what holds senders back. */
@Timeout(60)
class AcknowledgementTest extends CamelTest {
    private final HeldStores stores = new HeldStores();

    @Override
    void configure(DefaultCamelContext starting) {
        starting.addComponent("minilsm", new MiniLsmComponent(starting, new OpenStores(stores)));
    }

    @Test
    void exchangeCompletesOnlyWhenItsWriteIsDurable() throws Exception {
        CompletableFuture<Exchange> sent = sendLater(store(""), "a");
        await(() -> stores.heldWrites() == 1);
        assertFalse(sent.isDone());
        stores.letOneGo();
        Exchange exchange = sent.get(10, TimeUnit.SECONDS);
        assertNull(exchange.getException());
        assertEquals(1, exchange.getMessage().getHeader(MiniLsmConstants.COUNT));
    }

    @Test
    void callerIsSetFreeBeforeItsWriteIsDurable() throws Exception {
        MiniLsmProducer producer = startedProducer("");
        Exchange exchange = message("k", "v");
        BlockingQueue<Thread> completedBy = new LinkedBlockingQueue<>();
        assertFalse(producer.process(exchange, callback(completedBy, false)));
        assertTrue(completedBy.isEmpty());
        stores.letOneGo();
        assertTrue(completedBy.poll(10, TimeUnit.SECONDS).getName().contains("MiniLsmAck"));
        producer.stop();
    }

    @Test
    void routeGoesOnNeitherInTheCallersThreadNorInTheEngines() throws Exception {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        addRoutes(routes -> routes.from("direct:in")
                .to(store("key=k"))
                .process(exchange -> threads.add(Thread.currentThread().getName())));
        CompletableFuture<Object> sent = sendAndWaitForTheWrite("direct:in");
        stores.letOneGo();
        sent.get(10, TimeUnit.SECONDS);
        assertTrue(threads.element().contains("MiniLsmAck"), threads.element());
    }

    @Test
    void writeThatIsDurableAtOnceCostsNoOtherThread() throws Exception {
        stores.holding = false;
        MiniLsmProducer producer = startedProducer("durability=os");
        BlockingQueue<Thread> completedBy = new LinkedBlockingQueue<>();
        assertTrue(producer.process(message("k", "v"), callback(completedBy, true)));
        assertSame(Thread.currentThread(), completedBy.remove());
        assertEquals(0, producer.getEndpoint().getInFlightWrites());
        producer.stop();
    }

    @Test
    void manyExchangesAreInFlightFromOneThread() throws Exception {
        addRoutes(routes -> routes.from("seda:in").to(store("key=${body}")).to("seda:out"));
        for (int i = 0; i < 50; i++) {
            template.sendBody("seda:in", "k" + i);
        }
        await(() -> stores.heldWrites() == 50);
        for (int i = 0; i < 50; i++) {
            stores.letOneGo();
        }
        for (int i = 0; i < 50; i++) {
            assertTrue(context.createConsumerTemplate().receiveBody("seda:out", 10_000) != null);
        }
    }

    @Test
    void senderWaitsWhileTooManyWritesAreInFlight() throws Exception {
        MiniLsmProducer producer = startedProducer("maxInFlightWrites=2");
        BlockingQueue<Thread> done = new LinkedBlockingQueue<>();
        producer.process(message("k1", "v"), callback(done, false));
        producer.process(message("k2", "v"), callback(done, false));
        Thread third = new Thread(() -> producer.process(message("k3", "v"), callback(done, false)));
        third.start();
        await(() -> third.getState() == Thread.State.WAITING);
        assertEquals(2, stores.heldWrites());
        assertEquals(2, producer.getEndpoint().getInFlightWrites());
        stores.letOneGo();
        await(() -> stores.heldWrites() == 2);
        third.join();
        assertEquals(1, producer.getEndpoint().getBackPressureWaits());
        stores.letOneGo();
        stores.letOneGo();
        await(() -> done.size() == 3);
        assertEquals(0, producer.getEndpoint().getInFlightWrites());
        assertEquals(3, producer.getEndpoint().getFinishedWrites());
        producer.stop();
    }

    @Test
    void routeThatWritesAgainBehindAWriteNeverWaitsForItsOwnThreads() throws Exception {
        context.getComponent("minilsm", MiniLsmComponent.class).stop();
        context.getComponent("minilsm", MiniLsmComponent.class).setAckThreads(1);
        context.getComponent("minilsm", MiniLsmComponent.class).start();
        addRoutes(routes -> routes.from("direct:in")
                .to(store("key=first"))
                .process(exchange -> template.requestBody(store("key=second&maxInFlightWrites=1"), "nested"))
                .to(store("key=third")));
        CompletableFuture<Object> sent = sendAndWaitForTheWrite("direct:in");
        stores.letOneGo();
        sent.get(10, TimeUnit.SECONDS);
        assertEquals(2, stores.blockingWrites());
    }

    @Test
    void synchronousEndpointCompletesInTheCallersThread() throws Exception {
        MiniLsmProducer producer = startedProducer("synchronous=true");
        BlockingQueue<Thread> completedBy = new LinkedBlockingQueue<>();
        assertTrue(producer.process(message("k", "v"), callback(completedBy, true)));
        assertSame(Thread.currentThread(), completedBy.remove());
        assertEquals(1, stores.blockingWrites());
        producer.stop();
    }

    @Test
    void failedSyncReachesTheErrorHandlerWithItsCause() throws Exception {
        BlockingQueue<Throwable> handled = new LinkedBlockingQueue<>();
        addRoutes(routes -> {
            routes.onException(Provoked.class)
                    .handled(true)
                    .process(exchange -> handled.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
            routes.from("direct:in").to(store("key=k")).to("mock:never");
        });
        stores.failure = new Provoked("sync failed");
        CompletableFuture<Object> sent = template.asyncRequestBody("direct:in", "v");
        stores.letOneGo();
        sent.get(10, TimeUnit.SECONDS);
        assertSame(stores.failure, handled.remove());
    }

    @Test
    void refusedWriteReachesTheErrorHandlerAndTakesNoRoom() throws Exception {
        stores.refusal = new Provoked("refused");
        for (int i = 0; i < 3; i++) {
            Exchange exchange = exchange(store("maxInFlightWrites=1"), "v", MiniLsmConstants.KEY, "k");
            assertSame(stores.refusal, exchange.getException());
        }
    }

    @Test
    void redeliveryWritesAgain() throws Exception {
        addRoutes(routes -> {
            routes.onException(Provoked.class).maximumRedeliveries(2).redeliveryDelay(0);
            routes.from("direct:in").to(store("key=k"));
        });
        stores.failure = new Provoked("once");
        CompletableFuture<Object> sent = sendAndWaitForTheWrite("direct:in");
        stores.letOneGo();
        sent.get(10, TimeUnit.SECONDS);
        assertEquals(1, stores.blockingWrites());
    }

    @Test
    void stopWaitsForTheWritesUnderWayAndThenLetsGoOfTheStore() throws Exception {
        MiniLsmProducer producer = startedProducer("");
        BlockingQueue<Thread> done = new LinkedBlockingQueue<>();
        Exchange exchange = message("k", "v");
        producer.process(exchange, callback(done, false));
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stopping = new Thread(() -> {
            producer.stop();
            stopped.countDown();
        });
        stopping.start();
        await(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        assertEquals(1, stores.openLeases());
        stores.letOneGo();
        assertTrue(stopped.await(10, TimeUnit.SECONDS));
        assertEquals(0, stores.openLeases());
        await(() -> done.size() == 1);
        assertNull(exchange.getException());
    }

    @Test
    void stopRefusesTheWritesThatWaitForRoom() throws Exception {
        MiniLsmProducer producer = startedProducer("maxInFlightWrites=1");
        BlockingQueue<Thread> done = new LinkedBlockingQueue<>();
        producer.process(message("k1", "v"), callback(done, false));
        Exchange waiting = message("k2", "v");
        Thread second = new Thread(() -> producer.process(waiting, callback(done, true)));
        second.start();
        await(() -> second.getState() == Thread.State.WAITING);
        Thread stopping = new Thread(producer::stop);
        stopping.start();
        second.join();
        assertInstanceOf(RejectedExecutionException.class, waiting.getException());
        stores.letOneGo();
        stopping.join();
        Exchange late = message("k3", "v");
        assertTrue(producer.process(late, callback(done, true)));
        assertInstanceOf(IllegalStateException.class, late.getException());
    }

    @Test
    void stoppedRouteCanBeStartedAgain() throws Exception {
        addRoutes(routes -> routes.from("direct:in").routeId("in").to(store("key=k&synchronous=true")));
        template.requestBody("direct:in", "v");
        context.getRouteController().stopRoute("in");
        assertEquals(0, stores.openLeases());
        context.getRouteController().startRoute("in");
        template.requestBody("direct:in", "v");
        assertEquals(1, stores.openLeases());
    }

    @Test
    void interruptedSenderFailsItsExchangeAndKeepsItsFlag() throws Exception {
        MiniLsmProducer producer = startedProducer("maxInFlightWrites=1");
        BlockingQueue<Thread> done = new LinkedBlockingQueue<>();
        producer.process(message("k1", "v"), callback(done, false));
        Exchange interrupted = message("k2", "v");
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            producer.process(interrupted, callback(done, true));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        sender.start();
        await(() -> sender.getState() == Thread.State.WAITING);
        sender.interrupt();
        assertTrue(flag.get(10, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, interrupted.getException());
        stores.letOneGo();
        producer.stop();
    }

    private MiniLsmProducer startedProducer(String options) throws Exception {
        MiniLsmProducer producer =
                (MiniLsmProducer) context.getEndpoint(store(options)).createProducer();
        producer.start();
        return producer;
    }

    private Exchange message(String key, String body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setHeader(MiniLsmConstants.KEY, key);
        exchange.getIn().setBody(body);
        return exchange;
    }

    private CompletableFuture<Exchange> sendLater(String uri, String body) {
        return template.asyncSend(uri, exchange -> {
            exchange.getIn().setHeader(MiniLsmConstants.KEY, "k");
            exchange.getIn().setBody(body);
        });
    }

    /** Sends in a thread of its own and returns once that thread does nothing but wait for the write. */
    private CompletableFuture<Object> sendAndWaitForTheWrite(String uri) throws Exception {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Thread sender = new Thread(() -> answer.complete(template.requestBody(uri, "v")));
        sender.start();
        await(() -> stores.heldWrites() == 1 && sender.getState() == Thread.State.WAITING);
        return answer;
    }

    private static AsyncCallback callback(BlockingQueue<Thread> done, boolean expectedSync) {
        return doneSync -> {
            assertEquals(expectedSync, doneSync);
            done.add(Thread.currentThread());
        };
    }

    private static void await(BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("not within 10 s");
            }
            Thread.onSpinWait();
        }
    }
}
