package io.minilsm.cli.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JudgeTest {
    private static final Plan PLAN = new Plan(1, 1, 1, true);
    private static final int STEPS = 40;

    @TempDir
    private Path directory;

    private Path store;
    private Path logs;
    private final Judge judge = new Judge(2, 1, new SplittableRandom(1));

    @BeforeEach
    void makeDirectories() throws Exception {
        store = directory.resolve("store");
        logs = Files.createDirectory(directory.resolve("logs"));
    }

    @Test
    void storeThatHoldsEverythingPasses() throws Exception {
        write(0, STEPS, STEPS, true);
        write(1, STEPS, STEPS, true);
        assertEquals(2 * STEPS, judge());
        assertEquals(List.of((long) STEPS, (long) STEPS), judge.done());
    }

    @Test
    void stepThatWasSentAndNotAcknowledgedMayBeThereOrNot() throws Exception {
        write(0, STEPS, STEPS - 1, true);
        write(1, STEPS - 1, STEPS - 1, true);
        log(1, STEPS, 0, false);
        judge();
    }

    @Test
    void acknowledgedStepThatIsNotThereIsLost() throws Exception {
        write(0, STEPS, STEPS, true);
        log(0, STEPS + 1, 0, true);
        assertKind(Violation.Kind.LOST);
    }

    @Test
    void acknowledgedStepInMemoryMayBeMissing() throws Exception {
        write(0, STEPS, STEPS, true);
        log(0, STEPS + 1, 1_000_000, false);
        judge();
    }

    @Test
    void laterWriteWithoutAnEarlierOneIsAHole() throws Exception {
        log(1, 1, 1, false);
        log(1, 2, 2, false);
        write(0, STEPS, STEPS, true);
        assertKind(Violation.Kind.HOLE);
    }

    @Test
    void valueThatNobodyWroteIsFound() throws Exception {
        write(0, STEPS, STEPS, true);
        put(PLAN.changes(0, STEPS).get(0).key(), "other");
        assertKind(Violation.Kind.TORN);
    }

    @Test
    void keyThatNobodyWroteIsFound() throws Exception {
        write(0, STEPS, STEPS, true);
        put("stray", "value");
        assertKind(Violation.Kind.TORN);
    }

    @Test
    void flippedBitIsFound() throws Exception {
        write(0, STEPS, STEPS, true);
        try (Store open = MiniLsm.open(store)) {
            open.flush();
        }
        try (Stream<Path> files = Files.list(store)) {
            Path table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(table);
            bytes[bytes.length / 2] ^= 1;
            Files.write(table, bytes);
        }
        Violation violation = assertThrows(Violation.class, this::judge);
        assertTrue(
                violation.kind() == Violation.Kind.UNREADABLE || violation.kind() == Violation.Kind.DAMAGE,
                violation.getMessage());
    }

    @Test
    void storeThatIsGoneIsFound() throws Exception {
        write(0, STEPS, STEPS, true);
        Trees.delete(store);
        assertKind(Violation.Kind.UNREADABLE);
    }

    private void assertKind(Violation.Kind kind) {
        Violation violation = assertThrows(Violation.class, this::judge);
        assertEquals(kind, violation.kind(), violation.getMessage());
    }

    private long judge() throws Exception {
        return judge.judge(store, logs, PLAN, Options.defaults(), true);
    }

    private void write(int lane, int steps, int acknowledged, boolean survives) throws Exception {
        try (Store open = MiniLsm.open(store)) {
            for (long step = 1; step <= steps; step++) {
                WriteBatch batch = new WriteBatch();
                for (Plan.Change change : PLAN.changes(lane, step)) {
                    byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
                    if (change.isDelete()) {
                        batch.delete(key);
                    } else {
                        batch.put(key, change.value());
                    }
                }
                long sequence = open.write(batch, Durability.OS);
                try (AckLog log = new AckLog(WriterTask.log(logs, lane))) {
                    log.sent(step);
                    if (step <= acknowledged) {
                        log.acknowledged(step, new WriterTask.Ack(sequence, survives));
                    }
                }
            }
        }
    }

    /** A step that is in the log and not in the store; without a sequence, in memory it was never acknowledged. */
    private void log(int lane, long step, long sequence, boolean survives) throws IOException {
        try (AckLog log = new AckLog(WriterTask.log(logs, lane))) {
            log.sent(step);
            if (survives || sequence > 0) {
                log.acknowledged(step, new WriterTask.Ack(sequence, survives));
            }
        }
    }

    private void put(String key, String value) throws IOException {
        try (Store open = MiniLsm.open(store)) {
            open.put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), Durability.SYNC);
        }
    }
}
