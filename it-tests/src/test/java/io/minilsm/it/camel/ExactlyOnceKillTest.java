package io.minilsm.it.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Routes from files and from a real Kafka broker into a store, killed at random moments: each record was written
 * exactly once, and copied exactly once by the store's changes. The history of the store tells of each write that ever
 * was.
 */
final class ExactlyOnceKillTest {
    private static final int RECORDS_PER_ROUND = 120;
    private static final int MAX_LINES_BEFORE_KILL = 200;

    @TempDir
    private Path directory;

    private int numbers;

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void eachRecordIsWrittenAndCopiedExactlyOnce() throws Exception {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        int kills = Integer.getInteger("minilsm.kills", TestScale.pick(2, 300));
        Path store = directory.resolve("store");
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        try (Store made = MiniLsm.open(store)) {
            made.keepHistory(1L << 30, null);
        }
        TreeSet<String> sent = new TreeSet<>();
        try (KafkaClusterTestKit broker = startBroker();
                KafkaProducer<String, String> producer = producer(broker)) {
            for (int round = 0; round <= kills; round++) {
                send(producer, inbox, sent);
                boolean last = round == kills;
                int lines = last ? Integer.MAX_VALUE : random.nextInt(MAX_LINES_BEFORE_KILL);
                run(store, inbox, broker.bootstrapServers(), lines, sent.size(), last);
                if (!last) {
                    check(store, sent, false, "after kill " + (round + 1) + ", " + TestScale.rerun(seed));
                }
            }
        }
        check(store, sent, true, "at the end, " + TestScale.rerun(seed));
        System.out.println("exactly once: kills=" + kills + ", records=" + sent.size() + ", seed=" + seed);
    }

    private static KafkaClusterTestKit startBroker() throws Exception {
        KafkaClusterTestKit broker = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(1)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("group.initial.rebalance.delay.ms", "0")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .build();
        broker.format();
        broker.startup();
        broker.waitForReadyBrokers();
        try (var admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("records", 3, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
        return broker;
    }

    private static KafkaProducer<String, String> producer(KafkaClusterTestKit broker) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /** Sends half of the records to the topic and puts the other half into a file. */
    private void send(KafkaProducer<String, String> producer, Path inbox, TreeSet<String> sent) throws Exception {
        List<Future<RecordMetadata>> sending = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < RECORDS_PER_ROUND; i++) {
            String record = (i % 2 == 0 ? "k" : "f") + numbers++;
            sent.add(record);
            if (i % 2 == 0) {
                sending.add(producer.send(new ProducerRecord<>("records", record, record)));
            } else {
                lines.append(record).append('\n');
            }
        }
        for (Future<RecordMetadata> one : sending) {
            one.get(30, TimeUnit.SECONDS);
        }
        Path written = Files.writeString(directory.resolve("lines-" + numbers), lines);
        Files.move(written, inbox.resolve(written.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Runs the routes until they printed that many lines, or everything is copied, and kills them. */
    private void run(Path store, Path inbox, String broker, int lines, int records, boolean toTheEnd)
            throws Exception {
        int copiedBefore = toTheEnd ? writes(store).getOrDefault(IngestingRoutes.OUT, Map.of()).size() : 0;
        Process routes = start(store, inbox, broker);
        try (BufferedReader output = routes.inputReader(StandardCharsets.UTF_8)) {
            int count = 0;
            int copied = copiedBefore;
            while (toTheEnd ? copied < records : count < lines) {
                String line = output.readLine();
                assertTrue(line != null, () -> "the routes ended by themselves: " + log());
                count++;
                copied += line.equals("copied") ? 1 : 0;
            }
        } finally {
            routes.toHandle().destroyForcibly();
            assertTrue(routes.waitFor(60, TimeUnit.SECONDS));
        }
    }

    private static void check(Path store, TreeSet<String> sent, boolean all, String where) throws IOException {
        Map<String, Map<String, Integer>> writes = writes(store);
        for (String prefix : List.of(IngestingRoutes.IN, IngestingRoutes.OUT)) {
            Map<String, Integer> counts = writes.getOrDefault(prefix, Map.of());
            counts.forEach((record, count) -> {
                assertEquals(1, count, () -> "record written again: " + prefix + record + ", " + where);
                assertTrue(sent.contains(record), () -> "record was never sent: " + prefix + record + ", " + where);
            });
            if (all) {
                assertEquals(sent, counts.keySet(), () -> "records are missing: " + prefix + ", " + where);
            }
        }
    }

    /** Returns how often each record was written, by prefix. */
    private static Map<String, Map<String, Integer>> writes(Path directory) throws IOException {
        Map<String, Map<String, Integer>> writes = new TreeMap<>();
        try (Store store = MiniLsm.open(directory);
                ChangeFeed feed = store.changes(store.history().orElseThrow().firstSequence())) {
            for (Change change = feed.next(); change != null; change = feed.next()) {
                if (!change.keySpace().isEmpty()) {
                    continue;
                }
                String key = new String(change.key(), StandardCharsets.UTF_8);
                int slash = key.indexOf('/') + 1;
                writes.computeIfAbsent(key.substring(0, slash), prefix -> new TreeMap<>())
                        .merge(key.substring(slash), 1, Integer::sum);
            }
        }
        return writes;
    }

    private Process start(Path store, Path inbox, String broker) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                IngestingRoutes.class.getName(),
                store.toString(),
                inbox.toString(),
                broker,
                "records");
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
