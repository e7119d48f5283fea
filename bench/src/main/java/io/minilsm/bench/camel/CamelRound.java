package io.minilsm.bench.camel;

import io.minilsm.bench.peer.Contender.Role;
import io.minilsm.bench.workload.DataSet;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.Lane;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Meter;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Slices;
import io.minilsm.bench.workload.Suite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.IdempotentRepository;

/** All workloads over one end of a route, once. What was sent is counted in the store. For one thread. */
public final class CamelRound {
    /** More than can be sent in the time, so that no key comes twice. */
    private static final int MOST_MESSAGES = 1 << 24;

    private static final int SHUTDOWN_SECONDS = 10;
    private static final String GROUP = "group";
    private static final Map<Row, Integer> SYNC_SENDERS =
            Map.of(Row.CAMEL_SYNC1, 1, Row.CAMEL_SYNC16, 16, Row.CAMEL_SYNC64, 64);
    private static final Map<Row, Integer> OS_SENDERS =
            Map.of(Row.CAMEL_OS1, 1, Row.CAMEL_OS16, 16, Row.CAMEL_OS64, 64);
    private static final Map<Row, Integer> LISTS =
            Map.of(Row.CAMEL_LIST1, 1, Row.CAMEL_LIST100, 100, Row.CAMEL_LIST500, 500);
    private static final Map<Row, Integer> GROUPS =
            Map.of(Row.CAMEL_GROUP10, 10, Row.CAMEL_GROUP100, 100, Row.CAMEL_GROUP1000, 1000);

    private final CamelCatalog end;
    private final RoundSettings settings;
    private final DataSet data;
    private final List<Measurement> measured = new ArrayList<>();
    private Slices slices;
    private int stores;

    /** Prepares a round. */
    public CamelRound(RoundSettings settings) {
        this.settings = settings;
        end = CamelCatalog.of(settings.engine());
        data = new DataSet(settings.withEntries(MOST_MESSAGES));
    }

    /** Runs the wanted workloads that the store takes part in; throws if a message was lost. */
    public List<Measurement> run() throws Exception {
        try (Slices opened = new Slices(Path.of(settings.directory()))) {
            slices = opened;
            for (Row row : Row.values()) {
                if (settings.wants(row) && row.suite() == Suite.CAMEL) {
                    runOrSayWhyNot(row);
                }
            }
        }
        return measured;
    }

    /** What a peer cannot do, or does wrongly, is a remark on its row; ours has no excuse. */
    private void runOrSayWhyNot(Row row) throws Exception {
        if (end.contender().role() != Role.PEER) {
            run(row);
            return;
        }
        try {
            run(row);
        } catch (Exception e) {
            measured.removeIf(each -> each.workload().equals(row.label()));
            measured.add(Measurement.remark(row.label(), "failed: " + e));
        }
    }

    private void run(Row row) throws Exception {
        boolean sync = !OS_SENDERS.containsKey(row);
        Path directory = Files.createDirectories(Path.of(settings.directory()).resolve("store" + stores++));
        if (end == CamelCatalog.ENGINE_ALONE) {
            engineAlone(row, directory, sync);
        } else {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
            try (CamelStore store = end.open(context, directory, sync, settings.memoryBytes())) {
                onRoute(row, context, store);
            } finally {
                context.stop();
            }
        }
        Directories.remove(directory);
    }

    private void engineAlone(Row row, Path directory, boolean sync) throws Exception {
        boolean single = SYNC_SENDERS.containsKey(row) || OS_SENDERS.containsKey(row);
        if (single || LISTS.containsKey(row)) {
            try (EngineAlone engine = new EngineAlone(directory, sync, settings.memoryBytes())) {
                int list = LISTS.getOrDefault(row, 1);
                long sent = send(row, senders(row), list, numbers -> engine.put(numbers, data));
                require("entries", engine.entries(), sent);
            }
        }
    }

    private void onRoute(Row row, DefaultCamelContext context, CamelStore store) throws Exception {
        AtomicLong arrived = new AtomicLong();
        if (!addRoute(row, context, store, arrived)) {
            return;
        }
        context.start();
        Endpoint in = context.getEndpoint("direct:in");
        ProducerTemplate template = context.createProducerTemplate();
        int list = LISTS.getOrDefault(row, 1);
        boolean lists = LISTS.containsKey(row);
        long sent = send(row, senders(row), list, numbers -> {
            Exchange exchange = in.createExchange();
            if (lists) {
                List<Object> body = new ArrayList<>(list);
                for (int number : numbers) {
                    body.add(store.element(key(number), value(number)));
                }
                exchange.getMessage().setBody(body);
            } else {
                exchange.getMessage().setBody(value(numbers[0]));
                exchange.getMessage().setHeader(store.keyHeader(), key(numbers[0]));
            }
            template.send(in, exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        });
        context.stop();
        boolean repository = GROUPS.containsKey(row) || row == Row.CAMEL_IDEMPOTENT;
        long stored = repository ? -1 : store.entries();
        int groups = GROUPS.getOrDefault(row, 1);
        require("messages at the end of the route", arrived.get(), sent / list / groups);
        require("entries", stored < 0 ? sent : stored, sent);
    }

    /** Adds the route; returns whether the store takes part. */
    private boolean addRoute(Row row, DefaultCamelContext context, CamelStore store, AtomicLong arrived)
            throws Exception {
        AggregationRepository groups = GROUPS.containsKey(row) ? store.aggregation() : null;
        IdempotentRepository ids = row == Row.CAMEL_IDEMPOTENT ? store.idempotent() : null;
        boolean repository = GROUPS.containsKey(row) || row == Row.CAMEL_IDEMPOTENT;
        String endpoint = repository ? null : LISTS.containsKey(row) ? store.listEndpoint() : store.endpoint();
        if (groups == null && ids == null && endpoint == null) {
            return false;
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition route = from("direct:in");
                if (groups != null) {
                    route.aggregate(constant(GROUP), new GroupedBodyAggregationStrategy())
                            .completionSize(GROUPS.get(row))
                            .aggregationRepository(groups)
                            .process(exchange -> arrived.incrementAndGet());
                } else if (ids != null) {
                    route.idempotentConsumer(header(store.keyHeader()), ids)
                            .process(exchange -> arrived.incrementAndGet());
                } else if (endpoint.isEmpty()) {
                    route.process(exchange -> arrived.incrementAndGet());
                } else {
                    route.to(endpoint).process(exchange -> arrived.incrementAndGet());
                }
            }
        });
        return true;
    }

    private static int senders(Row row) {
        return SYNC_SENDERS.getOrDefault(row, OS_SENDERS.getOrDefault(row, 1));
    }

    /** Sends one message with the entries of these numbers. */
    private interface Sender {
        void send(int[] numbers) throws Exception;
    }

    /** Measures, after a third of the time unmeasured; returns the number of all entries that were sent. */
    private long send(Row row, int threads, int list, Sender sender) throws Exception {
        AtomicInteger next = new AtomicInteger();
        if (OS_SENDERS.containsKey(row)) {
            // Nobody waits for the device here: what counts is the processor, once the compiler has done its work.
            Lane.warmUpInSlices(
                    settings.durableMillis(), millis -> sendTogether(threads, list, millis, next, sender));
            Meter.settle();
            Meter meter = new Meter(row);
            List<Lane> lanes = sendTogether(threads, list, settings.durableMillis(), next, sender);
            long messages = lanes.stream().mapToLong(Lane::operations).sum();
            measured.add(meter.end(lanes, new Meter.Work(list, data.bytesOf(messages * list), true)));
        } else {
            measured.add(slices.measure(
                    row,
                    settings.durableMillis(),
                    list,
                    data.bytesOf(1),
                    () -> -1,
                    millis -> sendTogether(threads, list, millis, next, sender)));
        }
        return next.get();
    }

    private List<Lane> sendTogether(int threads, int list, long millis, AtomicInteger next, Sender sender)
            throws Exception {
        List<Lane> lanes = new ArrayList<>();
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Lane lane = new Lane();
            lanes.add(lane);
            calls.add(() -> {
                int[] numbers = new int[list];
                lane.runByClock(MOST_MESSAGES / list / threads / 2, millis, ignored -> {
                    int first = next.getAndAdd(list);
                    for (int j = 0; j < list; j++) {
                        numbers[j] = data.shuffled(first + j);
                    }
                    sender.send(numbers);
                });
                return null;
            });
        }
        Meter.together(calls);
        return lanes;
    }

    private String key(int number) {
        byte[] key = data.newKey();
        data.key(number, key);
        return new String(key, StandardCharsets.US_ASCII);
    }

    private byte[] value(int number) {
        byte[] value = data.newValue();
        data.value(number, 0, value);
        return value;
    }

    private static void require(String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException(
                    "wrong number of " + what + ": actual=" + actual + ", expected=" + expected);
        }
    }
}
