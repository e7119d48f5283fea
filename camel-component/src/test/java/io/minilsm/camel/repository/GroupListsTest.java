package io.minilsm.camel.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of groups, whose elements are stored one by one, are always what the strategy left. */
class GroupListsTest {
    @TempDir
    Path directory;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private MiniLsmAggregationRepository repository;

    @BeforeEach
    void start() {
        repository = new MiniLsmAggregationRepository(directory.resolve("store").toString(), "groups");
        repository.setDurability(Durability.BUFFERED);
        repository.start();
    }

    @AfterEach
    void stop() {
        repository.stop();
        context.stop();
    }

    /** Does with a group what an aggregator does with a message. */
    private void append(String key, Object element) {
        Exchange group = repository.get(context, key);
        Exchange answer = group == null ? new DefaultExchange(context) : group;
        List<Object> list = listOf(answer);
        if (list == null) {
            list = new ArrayList<>();
            answer.setProperty(Exchange.GROUPED_EXCHANGE, list);
        }
        list.add(element);
        repository.add(context, key, answer);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> listOf(Exchange exchange) {
        return exchange.getProperty(Exchange.GROUPED_EXCHANGE, List.class);
    }

    @Test
    void listIsWhatRandomChangesMadeOfIt() {
        long seed = Long.getLong("minilsm.seed", 1);
        Random random = new Random(seed);
        Map<String, List<Object>> expected = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            String key = "group" + random.nextInt(3);
            if (random.nextInt(50) == 0) {
                stop();
                start();
            }
            Exchange group = repository.get(context, key);
            List<Object> model = expected.get(key);
            assertEquals(model, group == null ? null : new ArrayList<>(listOf(group)), "seed=" + seed + ", step=" + i);
            if (group == null) {
                group = new DefaultExchange(context);
                group.setProperty(Exchange.GROUPED_EXCHANGE, new ArrayList<>());
                model = new ArrayList<>();
                expected.put(key, model);
            } else if (random.nextInt(40) == 0) {
                repository.remove(context, key, group);
                expected.remove(key);
                continue;
            }
            change(random, i, listOf(group), model);
            if (random.nextInt(10) == 0) {
                expected.put(key, new ArrayList<>(readAgain(key, group, model)));
                continue; // The strategy failed: nothing was added.
            }
            repository.add(context, key, group);
        }
        for (String key : expected.keySet()) {
            repository.remove(context, key, repository.get(context, key));
        }
        assertNull(repository.get(context, "group0"));
        assertEquals(0, entriesLeft());
    }

    private List<Object> readAgain(String key, Exchange changed, List<Object> model) {
        Exchange again = repository.get(context, key);
        if (again == null) {
            repository.add(context, key, changed);
            return model;
        }
        return new ArrayList<>(listOf(again));
    }

    private static void change(Random random, int step, List<Object> list, List<Object> model) {
        Object element = random.nextInt(8) == 0 ? new ArrayList<>(List.of("in", step)) : "element " + step;
        int dice = random.nextInt(10);
        int at = model.isEmpty() ? 0 : random.nextInt(model.size());
        if (dice == 0 && !model.isEmpty()) {
            list.remove(at);
            model.remove(at);
        } else if (dice == 1 && !model.isEmpty()) {
            list.set(at, element);
            model.set(at, element);
        } else if (dice == 2) {
            list.add(at, element);
            model.add(at, element);
        } else if (dice == 3 && !model.isEmpty() && list.get(at) instanceof List<?>) {
            within(list, at).add("more");
            model.set(at, new ArrayList<>(within(list, at)));
        } else {
            list.add(element);
            model.add(element instanceof List<?> inner ? new ArrayList<>(inner) : element);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> within(List<Object> list, int at) {
        return (List<Object>) list.get(at);
    }

    private long entriesLeft() {
        return StoreRepository.run(() -> {
            long count = 0;
            try (var cursor = repository.space().cursor(Range.prefix("e".getBytes(StandardCharsets.UTF_8)))) {
                while (cursor.next()) {
                    count++;
                }
            }
            return count;
        });
    }

    @Test
    void elementCostsTheSameInASmallGroupAndInALargeOne() {
        append("warm", "x");
        Map<Integer, Double> bytes = new TreeMap<>();
        StringBuilder figures = new StringBuilder();
        for (int size : new int[] {10, 100, 1000, 10_000}) {
            int groups = Math.max(1, 10_000 / size);
            long before = repository.store().stats().bytesWritten();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < size; i++) {
                    append("g" + size + "/" + group, "element " + i);
                }
            }
            long elements = (long) groups * size;
            double each = (double) (repository.store().stats().bytesWritten() - before) / elements;
            bytes.put(size, each);
            figures.append(" size=").append(size).append(": ").append(Math.round(each)).append(" bytes, ").append(
                    (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / elements / 1000).append(
                    " us of the processor;");
        }
        System.out.println("an element of a group:" + figures);
        assertTrue(bytes.get(10_000) < 1.2 * bytes.get(10), figures::toString);
    }
}
