package io.minilsm.it.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Routes that are killed at any moment: every message whose exchange had completed is in the store, batches whole. */
final class RouteKillTest {
    private static final int MAX_ACKS_BEFORE_KILL = 2_000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 90, unit = TimeUnit.MINUTES)
    void everyAcknowledgedMessageSurvivesSigkill() throws Exception {
        assumeStoresLast();
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Path store = directory.resolve("store");
        TreeSet<Long> acknowledged = new TreeSet<>();
        for (int round = 0; round < TestScale.pick(4, 300); round++) {
            long first = acknowledged.isEmpty() ? 0 : acknowledged.last() + 10_000;
            runAndKill(store, first, random.nextInt(MAX_ACKS_BEFORE_KILL), acknowledged);
            check(store, acknowledged, "round " + round + ", " + TestScale.rerun(seed));
        }
        assertFalse(acknowledged.isEmpty());
    }

    /** Runs the route until it acknowledged that many messages, kills it, and takes the last acknowledgements too. */
    private void runAndKill(Path store, long first, int acks, TreeSet<Long> acknowledged) throws Exception {
        Process route = start(store, first);
        try (BufferedReader lines = route.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("started", lines.readLine(), this::log);
            int count = 0;
            if (acks == 0) {
                kill(route);
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Lines are shorter than what a pipe takes whole, so the kill cuts none of them.
                assertTrue(line.startsWith("ack "), line);
                acknowledged.add(Long.parseLong(line.substring(4)));
                if (++count == acks) {
                    kill(route);
                }
            }
            int acked = count;
            assertTrue(acked >= acks, () -> "the route ended by itself after " + acked + " messages: " + log());
        } finally {
            kill(route);
            assertTrue(route.waitFor(60, TimeUnit.SECONDS));
        }
    }

    /** Through the handle: the process object would close the pipe, and what was printed last would be lost. */
    private static void kill(Process route) {
        route.toHandle().destroyForcibly();
    }

    private static void check(Path directory, TreeSet<Long> acknowledged, String where) throws IOException {
        Map<Long, Integer> entries = new HashMap<>();
        try (Store store = MiniLsm.open(directory);
                Cursor cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                String key = new String(cursor.key(), StandardCharsets.UTF_8);
                long number = Long.parseLong(key.substring(0, key.indexOf('/')));
                int entry = Integer.parseInt(key.substring(key.indexOf('/') + 1));
                String value = new String(cursor.value(), StandardCharsets.UTF_8);
                assertEquals(AcknowledgingRoute.value(number, entry), value, where);
                entries.merge(number, 1, Integer::sum);
            }
        }
        entries.forEach((number, count) -> assertEquals(
                AcknowledgingRoute.isBatch(number) ? AcknowledgingRoute.BATCH_ENTRIES : 1,
                count,
                () -> "torn batch, number=" + number + ", " + where));
        for (long number : acknowledged) {
            assertTrue(entries.containsKey(number), () -> "acknowledged and lost, number=" + number + ", " + where);
        }
    }

    private Process start(Path store, long first) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath,
                AcknowledgingRoute.class.getName(),
                store.toString(),
                Long.toString(first));
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

    private void assumeStoresLast() throws IOException {
        Path probe = directory.resolve("probe");
        MiniLsm.open(probe).close();
        assumeTrue(Files.isDirectory(probe), "the engine keeps nothing yet");
    }
}
