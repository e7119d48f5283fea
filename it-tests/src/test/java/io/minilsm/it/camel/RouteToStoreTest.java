package io.minilsm.it.camel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.SharedStores;
import io.minilsm.api.Cursor;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.camel.MiniLsmConstants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages from Camel's sources, read back by the other faces of the store. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class RouteToStoreTest {
    private static final int MESSAGES = 5_000;

    @TempDir
    private Path directory;

    private DefaultCamelContext context;
    private CountDownLatch stored;

    @BeforeEach
    void startContext() {
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    @Test
    void filesAreReadBackByTheEngineAfterTheRouteHasStopped() throws Exception {
        assumeStoresLast();
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        SplittableRandom random = new SplittableRandom(7);
        byte[][] contents = new byte[40][];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = new byte[random.nextInt(200_000)];
            random.nextBytes(contents[i]);
            Files.write(inbox.resolve(name(i)), contents[i]);
        }
        run("file:" + inbox + "?initialDelay=0&delay=20", "key=${file:name}", contents.length);
        await();
        context.stop();
        try (Store store = MiniLsm.open(directory.resolve("store"))) {
            for (int i = 0; i < contents.length; i++) {
                assertArrayEquals(contents[i], store.get(bytes(name(i))), name(i));
            }
        }
        assertTrue(Files.exists(inbox.resolve(".camel").resolve(name(0))));
    }

    @Test
    void fourConsumersOfAQueueStoreEveryMessageInOneStoreThatOthersRead() throws Exception {
        try (SharedStores.Lease lease = SharedStores.acquire(directory.resolve("store"), Options.defaults())) {
            sendAll();
            assertEquals(MESSAGES, lease.store().durableSequence());
            try (Cursor cursor = lease.store().cursor(Range.all())) {
                for (int i = 0; i < MESSAGES; i++) {
                    assertTrue(cursor.next(), name(i));
                    assertArrayEquals(bytes(name(i)), cursor.key());
                    assertArrayEquals(bytes("value of " + i), cursor.value());
                }
                assertFalse(cursor.next());
            }
        }
    }

    @Test
    void jdbcReadsTheStoreWhileTheRouteRuns() throws Exception {
        sendAll();
        try (Connection connection = DriverManager.getConnection("jdbc:minilsm:" + directory.resolve("store"));
                PreparedStatement one = connection.prepareStatement("SELECT V FROM KV WHERE K = ?");
                PreparedStatement range =
                        connection.prepareStatement("SELECT COUNT(*) FROM KV WHERE K >= ? AND K < ?")) {
            one.setString(1, name(4711));
            try (ResultSet row = one.executeQuery()) {
                assertTrue(row.next());
                assertEquals("value of 4711", row.getString(1));
            }
            range.setString(1, name(1000));
            range.setString(2, name(2000));
            try (ResultSet count = range.executeQuery()) {
                assertTrue(count.next());
                assertEquals(1000, count.getLong(1));
            }
        }
    }

    /** Sends through a queue with four consumers, and returns when each message is durable. */
    private void sendAll() throws Exception {
        run("seda:in?size=" + MESSAGES + "&concurrentConsumers=4", "maxInFlightWrites=256", MESSAGES);
        ProducerTemplate template = context.createProducerTemplate();
        for (int i = 0; i < MESSAGES; i++) {
            template.sendBodyAndHeader("seda:in", "value of " + i, MiniLsmConstants.KEY, name(i));
        }
        await();
    }

    private void run(String source, String options, int expected) throws Exception {
        stored = new CountDownLatch(expected);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(source)
                        .to("minilsm:" + directory.resolve("store") + "?" + options)
                        .process(exchange -> stored.countDown());
            }
        });
    }

    private void await() throws InterruptedException {
        assertTrue(stored.await(2, TimeUnit.MINUTES), () -> stored.getCount() + " messages missing");
    }

    private void assumeStoresLast() throws IOException {
        Path probe = directory.resolve("probe");
        MiniLsm.open(probe).close();
        assumeTrue(Files.isDirectory(probe), "the engine keeps nothing yet");
    }

    private static String name(int index) {
        return String.format("m-%05d", index);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
