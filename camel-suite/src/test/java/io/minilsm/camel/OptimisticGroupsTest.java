package io.minilsm.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.junit.jupiter.api.RepeatedTest;

/** Two contexts fill the same groups, each second write of a group is refused: no message is lost or doubled. */
class OptimisticGroupsTest {
    private static final int GROUPS = 25;
    private static final int GROUP_SIZE = 8;
    private static final int SENDERS = 10;

    private final Contended repository = new Contended();
    private final List<Object> received = new ArrayList<>();

    private static final class Contended extends MemoryAggregationRepository {
        private final AtomicInteger count = new AtomicInteger();

        Contended() {
            super(true);
        }

        @Override
        public Exchange add(CamelContext context, String key, Exchange old, Exchange exchange) {
            if (count.incrementAndGet() % 2 == 0) {
                throw new OptimisticLockingException();
            }
            return super.add(context, key, old, exchange);
        }
    }

    @RepeatedTest(3)
    void contendedGroupsHoldEachMessageOnce() throws Exception {
        try (CamelContext first = context();
                CamelContext second = context()) {
            ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
            List<Callable<Object>> tasks = new ArrayList<>();
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < GROUPS * GROUP_SIZE; i++) {
                int number = i;
                CamelContext sender = i % 2 == 0 ? first : second;
                expected.add("m" + number);
                tasks.add(() -> {
                    try (var template = sender.createProducerTemplate()) {
                        template.sendBodyAndHeader("direct:group", "m" + number, "id", number % GROUPS);
                    }
                    return null;
                });
            }
            for (Future<Object> sent : senders.invokeAll(tasks)) {
                sent.get();
            }
            senders.shutdown();
            await().atMost(Duration.ofSeconds(20)).until(() -> count() >= GROUPS * GROUP_SIZE);
            synchronized (received) {
                received.sort(null);
                expected.sort(null);
                assertEquals(expected, received);
            }
        }
    }

    private int count() {
        synchronized (received) {
            return received.size();
        }
    }

    private CamelContext context() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:group")
                        .aggregate(header("id"), new GroupedBodyAggregationStrategy())
                        .aggregationRepository(repository)
                        .optimisticLocking()
                        .completionSize(GROUP_SIZE)
                        .process(exchange -> {
                            synchronized (received) {
                                received.addAll((List<?>) exchange.getMessage().getBody());
                            }
                        });
            }
        });
        context.start();
        return context;
    }
}
