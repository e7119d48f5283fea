package io.minilsm.it.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A container is killed while its store is written to, and started again on the same volume, again and again: what was
 * acknowledged at a level that survives a kill is there, the rest is a prefix. Skipped where no container engine
 * answers; {@code io.minilsm.it.crash.EngineKillTest} asks the same of processes.
 */
@Timeout(1800)
class ContainerKillTest {
    /** {@code -Dminilsm.kills=1000}, for instance. */
    private static final int KILLS = Integer.getInteger("minilsm.kills", TestScale.pick(6, 100));

    private static final int MAX_STEPS = 3000;
    private static final int MAX_OPENING_MILLIS = 100;
    private static final int STEP_BYTES = 34;
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_MILLIS = 5;
    private static final long CODE_OF_A_KILL = 137;

    private final long seed = TestScale.seed();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<Lane> lanes = new ArrayList<>();
    private long acknowledged;
    private int whileOpening;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void killedContainerKeepsWhatItAcknowledged() throws Exception {
        String whyNot = JavaBox.whyNot();
        assumeTrue(whyNot == null, whyNot);
        for (int lane = 0; lane < CutWriter.LANES; lane++) {
            lanes.add(new Lane(lane, seed));
        }
        // Each start reads what it is to do from the volume.
        String java = String.join(" ", JavaBox.java(CutWriter.class, List.of("-Xmx128m"), List.of()));
        List<String> words = List.of("sh", "-c", "exec " + java + " $(cat " + taskFile() + ")");
        WriterTask first = prepare(0);
        try (JavaBox box = JavaBox.start(JavaBox.Volume.directory(directory), 0, words)) {
            killAndJudge(box, first);
            for (int round = 1; round < KILLS; round++) {
                WriterTask task = prepare(round);
                box.startAgain();
                killAndJudge(box, task);
            }
        }
        assertTrue(acknowledged > 0);
        System.out.println("containers killed: " + KILLS + ", of these while opening " + whileOpening
                + ", writes acknowledged " + acknowledged + ", seed=" + seed);
    }

    private WriterTask prepare(int round) throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs" + round));
        List<Long> done = lanes.stream().map(Lane::step).toList();
        WriterTask task = new WriterTask(directory.resolve("store"), logs, seed, round, done);
        Files.writeString(taskFile(), String.join(" ", task.toWords()));
        return task;
    }

    private Path taskFile() {
        return directory.resolve("task");
    }

    private void killAndJudge(JavaBox box, WriterTask task) throws IOException {
        try {
            kill(box, task);
            judge(task);
        } catch (Throwable e) {
            throw new AssertionError(
                    "kill " + task.round() + ", directory=" + directory + ", " + TestScale.rerun(seed) + ", output="
                            + box.output(),
                    e);
        }
    }

    private void kill(JavaBox box, WriterTask task) {
        if (task.round() > 0 && random.nextInt(4) == 0) {
            await(box, () -> printed(box, CutWriter.OPENING) == task.round() + 1);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_OPENING_MILLIS)));
        } else {
            long steps = 1 + random.nextInt(MAX_STEPS);
            await(box, () -> steps(task) >= steps);
        }
        assertTrue(box.state().getRunning(), "the writer ended by itself");
        box.kill();
        box.awaitEnd();
        assertEquals(CODE_OF_A_KILL, box.state().getExitCodeLong());
        whileOpening += steps(task) == 0 ? 1 : 0;
    }

    private void await(JavaBox box, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || !box.state().getRunning()) {
                throw new AssertionError("the writer ended by itself, or hangs");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
    }

    private static long printed(JavaBox box, String line) {
        return box.output().lines().filter(line::equals).count();
    }

    private static long steps(WriterTask task) {
        long bytes = 0;
        for (int lane = 0; lane < CutWriter.LANES; lane++) {
            bytes += task.log(lane).toFile().length();
        }
        return bytes / STEP_BYTES;
    }

    private void judge(WriterTask task) throws IOException {
        List<AckLog.Read> logs = new ArrayList<>();
        // Most recoveries are left to the next container; every fourth is done here.
        boolean readOnly = random.nextInt(4) != 0;
        try (Store store = readOnly
                ? MiniLsm.openReadOnly(task.store(), CutWriter.OPTIONS)
                : MiniLsm.open(task.store(), CutWriter.OPTIONS)) {
            for (int lane = 0; lane < lanes.size(); lane++) {
                AckLog.Read log = AckLog.read(task.log(lane));
                logs.add(log);
                acknowledged += log.acknowledged().size();
                long floor = CutWriter.lastSurvivingKill(lane, log);
                lanes.get(lane).advance(task.round(), ShortHistory.entriesOf(store, lane), floor, log.sent());
            }
        }
        Lane.requirePrefix(lanes, logs);
        VerifyReport report = Verify.run(task.store());
        assertTrue(report.isClean(), () -> "verify finds damage: " + report.damages());
    }
}
