package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Short histories, from the making of the store to its closing, with a crash before every single operation on files, in
 * every way that there is; and the same for recoveries from such crashes.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
@ExtendWith(QuietLog.class)
class CutEverywhereTest {
    private static final Path LIVE = Path.of("/cut").toAbsolutePath();
    private static final Path COPY = Path.of("/cut-copy").toAbsolutePath();
    private static final Path SECOND_COPY = Path.of("/cut-copy-of-copy").toAbsolutePath();
    private static final String HOME = "store";

    /** In short runs, the ways to crash that are tried at each operation, but for the most used options. */
    private static final int FEW_WAYS = 3;

    private int judged;

    @ParameterizedTest
    @EnumSource
    void everyCutOfAShortHistoryIsSurvived(Setup setup) throws Exception {
        SplittableRandom seeds = new SplittableRandom(TestScale.seed());
        for (int i = 0; i < TestScale.pick(1, 20); i++) {
            long seed = seeds.nextLong(1L << 40);
            try {
                runHistory(setup, seed, TestScale.pick(10, 40), TestScale.pick(400, 25));
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(
                        setup + ", seed of the history=" + seed + ", " + TestScale.rerun(TestScale.seed()), e);
            }
        }
        assertTrue(judged > 200, "too few states: " + judged);
    }

    /** A disk after a crash, its run of the machine, and the least step that its store must hold. */
    private record Left(CrashVfs disk, String boot, int floor, String what) {}

    /**
     * Cuts a history everywhere, and one in so many of the recoveries.
     *
     * @param actions number of actions between opening and closing
     */
    private void runHistory(Setup setup, long seed, int actions, int recoveriesOneIn) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        CrashVfs disk = new CrashVfs(setup.mapping());
        disk.createDirectories(LIVE);
        History history = new History();
        Failures failures = new Failures();
        try (Session session =
                new Session(disk, "boot", LIVE.resolve(HOME), setup, history, random.split())) {
            disk.beforeEach(operation -> failures.collect(() -> {
                List<Left> all =
                        lefts(disk, "boot", history.durable(), history.handedOver(), operation, random);
                for (Left left : setup == Setup.USUAL || TestScale.isLong() ? all : few(all, random)) {
                    left.disk.relocate(LIVE, COPY);
                    boolean deeper = random.nextInt(recoveriesOneIn) == 0;
                    judge(left, COPY, setup, history, deeper ? random : null);
                }
            }));
            session.open();
            for (int i = 0; i < actions; i++) {
                session.act();
                failures.throwIfAny();
            }
        }
        failures.throwIfAny();
    }

    private static List<Left> few(List<Left> all, SplittableRandom random) {
        List<Left> few = new ArrayList<>();
        for (int i = 0; i < FEW_WAYS; i++) {
            few.add(all.remove(random.nextInt(all.size())));
        }
        return few;
    }

    /** Returns the disks that all kinds of crashes leave at this moment. */
    private static List<Left> lefts(
            CrashVfs disk,
            String boot,
            int durable,
            int handedOver,
            FileOperation operation,
            SplittableRandom random) {
        List<Left> lefts = new ArrayList<>();
        lefts.add(new Left(disk.kill(), boot, handedOver, "kill before " + operation));
        for (CrashMode mode : CrashMode.all()) {
            String what = mode + " before " + operation;
            lefts.add(new Left(disk.crash(random.nextLong(), mode), "after " + boot, durable, what));
        }
        return lefts;
    }

    /** Opens what is left and judges it; does the same with every cut of that recovery if given a random. */
    private void judge(Left left, Path root, Setup setup, History history, SplittableRandom random)
            throws IOException {
        Failures failures = new Failures();
        int ceiling = history.sent();
        if (random != null) {
            left.disk.beforeEach(operation -> failures.collect(() -> {
                for (Left again : lefts(left.disk, left.boot, left.floor, left.floor, operation, random)) {
                    again.disk.relocate(root, SECOND_COPY);
                    judge(again, SECOND_COPY, setup, history, null);
                }
            }));
        }
        judged++;
        try (Session session = new Session(
                left.disk, left.boot, root.resolve(HOME), setup, history, new SplittableRandom(judged))) {
            session.open();
            Judge.stepOf(session.store(), history, left.floor, ceiling);
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(left.what + ", expected=" + left.floor + ".." + ceiling, e);
        }
        failures.throwIfAny();
    }

    /** Keeps the first failure of what runs inside an operation of the engine, which must not be disturbed by it. */
    private static final class Failures {
        private Throwable first;

        private interface Check {
            void run() throws IOException;
        }

        void collect(Check check) {
            if (first != null) {
                return;
            }
            try {
                check.run();
            } catch (AssertionError | IOException | RuntimeException e) {
                first = e;
            }
        }

        void throwIfAny() {
            if (first != null) {
                throw new AssertionError(first.getMessage(), first);
            }
        }
    }
}
