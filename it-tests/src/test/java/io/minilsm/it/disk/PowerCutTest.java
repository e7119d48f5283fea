package io.minilsm.it.disk;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut under a real process on a real file system, again and again over one store: what was acknowledged
 * as durable is there, the rest is a prefix. Skipped where FUSE cannot be used; the crash tests of the engine ask the
 * same of a simulated disk.
 */
class PowerCutTest {
    /** {@code -Dminilsm.cuts=1000}, for instance. */
    private static final int CUTS = Integer.getInteger("minilsm.cuts", TestScale.pick(4, 500));

    /** Nothing unsynced survives; some does, in any order; most does. */
    private static final int[] EARLY = {0, 10, 50, 95};

    private static final int MAX_WRITING_MILLIS = 500;
    private static final int MAX_OPENING_MILLIS = 100;

    /** By then a device that syncs nothing has been cut at least once while something was acknowledged. */
    private static final int MAX_LIES = 10;

    private final long seed = TestScale.seed();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<Lane> lanes = new ArrayList<>();
    private long durable;
    private long lost;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeEach
    void requireFuse() throws Exception {
        String whyNot = PowerFs.build(directory);
        assumeTrue(whyNot == null, whyNot);
        assumeTrue(hasOwnBootId(), "no mount namespaces for this user, so the cut would not look like one");
        for (int lane = 0; lane < CutWriter.LANES; lane++) {
            lanes.add(new Lane(lane, seed));
        }
    }

    @Test
    void powerCutLosesNothingThatWasAcknowledgedAsDurable() throws Exception {
        int inRecovery = 0;
        for (int round = 0; round < CUTS; round++) {
            try {
                inRecovery += cutAndJudge(round, false) ? 0 : 1;
            } catch (Throwable e) {
                throw new AssertionError("cut " + round + ", directory=" + directory + ", " + TestScale.rerun(seed), e);
            }
        }
        assertTrue(durable > 0);
        System.out.println("power cuts: " + CUTS + ", of these while opening " + inRecovery
                + ", writes acknowledged as durable " + durable + ", writes that were not and are lost " + lost
                + ", seed=" + seed);
    }

    @Test
    void deviceThatLiesAboutSyncingIsNoticed() {
        assertThrows(Throwable.class, () -> {
            for (int round = 0; round < MAX_LIES; round++) {
                cutAndJudge(round, true);
            }
        });
    }

    /** Returns whether the writer was writing already. */
    private boolean cutAndJudge(int round, boolean lies) throws Exception {
        int early = EARLY[random.nextInt(EARLY.length)];
        Path logs = Files.createDirectories(directory.resolve("logs" + round));
        boolean writing = random.nextInt(8) != 0;
        WriterTask task;
        try (PowerFs disk = PowerFs.mount(directory, early, lies, seed + round)) {
            List<Long> done = lanes.stream().map(Lane::step).toList();
            task = new WriterTask(disk.path().resolve("store"), logs, seed, round, done);
            cut(disk, task, writing);
        }
        try (PowerFs disk = PowerFs.mount(directory, early, lies, seed - round)) {
            if (writing || Files.exists(disk.path().resolve("store"))) {
                judge(task);
            }
        }
        return writing;
    }

    private void cut(PowerFs disk, WriterTask task, boolean writing) throws Exception {
        Path bootId = Files.writeString(task.logs().resolve("boot-id"), "power-cut-" + task.round());
        Path errors = task.logs().resolve("errors.txt");
        Process writer = ChildJvm.command(withBootId(bootId), CutWriter.class, task.toWords())
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            long millis = random.nextInt(MAX_OPENING_MILLIS);
            if (writing && line != null) {
                line = output.readLine();
                millis = 1 + random.nextInt(MAX_WRITING_MILLIS);
            }
            if (line == null || writer.waitFor(millis, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the writer ended by itself: " + Files.readString(errors));
            }
            disk.cut();
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private void judge(WriterTask task) throws IOException {
        List<AckLog.Read> logs = new ArrayList<>();
        // Closing cleanly changes what the next writer recovers from, so every second time nothing is written here.
        boolean readOnly = random.nextBoolean() && durable > 0;
        try (Store store = readOnly
                ? MiniLsm.openReadOnly(task.store(), CutWriter.OPTIONS)
                : MiniLsm.open(task.store(), CutWriter.OPTIONS)) {
            for (int lane = 0; lane < lanes.size(); lane++) {
                AckLog.Read log = AckLog.read(task.log(lane));
                logs.add(log);
                TreeMap<String, String> entries = ShortHistory.entriesOf(store, lane);
                lanes.get(lane).advance(task.round(), entries, log.lastDurable(), log.sent());
                durable += log.acknowledged().stream().filter(AckLog.Acknowledged::durable).count();
                lost += Math.max(0, log.lastAcknowledged() - lanes.get(lane).lastPossibleStep());
            }
        }
        Lane.requirePrefix(lanes, logs);
        VerifyReport report = Verify.run(task.store());
        assertTrue(report.isClean(), () -> "verify finds damage: " + report.damages());
    }

    /** Returns the words that start a command on a machine with that boot id: after a power cut it is another one. */
    private static List<String> withBootId(Path bootId) {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + bootId + " /proc/sys/kernel/random/boot_id && exec \"$@\"",
                "sh");
    }

    private boolean hasOwnBootId() throws InterruptedException {
        try {
            List<String> command =
                    new ArrayList<>(withBootId(Files.writeString(directory.resolve("boot-id"), "another boot")));
            command.addAll(List.of("cat", "/proc/sys/kernel/random/boot_id"));
            Process process = new ProcessBuilder(command).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && printed.equals("another boot");
        } catch (IOException e) {
            return false;
        }
    }
}
