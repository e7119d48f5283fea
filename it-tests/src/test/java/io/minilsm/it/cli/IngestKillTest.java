package io.minilsm.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.cli.ingest.Checkpoint;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ingest processes that are killed in the middle of their input, and the one that finishes what they began. */
final class IngestKillTest {
    private static final String SOURCE = "orders";
    private static final int MESSAGES = 20_000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void killedHalfWayItGoesOnWithoutGapAndWithoutRepetition() throws Exception {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        Path store = directory.resolve("store");
        long before = 0;
        int rounds = TestScale.pick(3, 100);
        for (int round = 1; round <= rounds; round++) {
            CommandProcess ingest = start(store);
            long until = (long) MESSAGES * round / (rounds + 1) + random.nextInt(1000);
            feed(ingest, Math.min(until, MESSAGES));
            ingest.process().destroyForcibly().waitFor();
            long taken = Files.exists(store) ? checkedCount(store, seed) : 0;
            assertTrue(taken >= before, taken + " after " + before + "; " + TestScale.rerun(seed));
            before = taken;
        }
        assertTrue(before > 0, "no process came far enough to be killed half-way; " + TestScale.rerun(seed));
        CommandProcess last = start(store);
        feed(last, MESSAGES);
        assertEquals(0, last.finish(""), () -> TestScale.rerun(seed));
        assertEquals(MESSAGES, checkedCount(store, seed), () -> TestScale.rerun(seed));
    }

    /** Returns the number of messages in the store, which must be the first ones and as many as the checkpoint says. */
    private static long checkedCount(Path directory, long seed) throws IOException {
        try (Store store = MiniLsm.open(directory);
                Cursor cursor = store.cursor(Range.all())) {
            long count = 0;
            while (cursor.next()) {
                assertEquals(key(count), text(cursor.key()), () -> TestScale.rerun(seed));
                assertEquals(message(count).strip(), text(cursor.value()), () -> TestScale.rerun(seed));
                count++;
            }
            byte[] place = store.keySpace(Checkpoint.SPACE).get(SOURCE.getBytes(StandardCharsets.UTF_8));
            long records = place == null ? 0 : new ObjectMapper().readTree(place).get("records").asLong();
            assertEquals(records, count, () -> TestScale.rerun(seed));
            return count;
        }
    }

    private CommandProcess start(Path store) throws IOException {
        return CommandProcess.start(directory, "ingest", store, "--key", "/id", "--name", SOURCE);
    }

    /** Writes the first messages; what the pipe cannot hold, the process has read when this returns. */
    private static void feed(CommandProcess ingest, long count) throws IOException {
        OutputStream input = ingest.process().getOutputStream();
        try {
            for (long i = 0; i < count; i++) {
                input.write(message(i).getBytes(StandardCharsets.UTF_8));
            }
            input.flush();
        } catch (IOException e) {
            throw new IOException("the process ended before its input: " + ingest.err(), e);
        }
    }

    private static String key(long number) {
        return String.format(Locale.ROOT, "order/%07d", number);
    }

    private static String message(long number) {
        return "{\"id\":\"" + key(number) + "\",\"total\":" + number * 7 % 1000 + ",\"note\":\"" + "-".repeat(40)
                + "\"}\n";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
