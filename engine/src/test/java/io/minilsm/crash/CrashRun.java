package io.minilsm.crash;

import io.minilsm.api.Durability;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * One store that is written to at random, and at many of its operations on files a copy of its disk as a power cut or a
 * kill would leave it then. Each copy is opened and judged, written to and crashed again, up to a depth.
 *
 * <p>All in one thread: what is judged is a function of the seed. Copies are judged in the middle of the operation,
 * which goes on afterwards as if nothing had been.
 */
final class CrashRun {
    private static final Path ROOT = Path.of("/crash").toAbsolutePath();
    private static final String HOME = "store";
    private static final List<CrashMode> MODES = CrashMode.all();

    /** The making of a store is short and full of special cases: many of its operations are crashed at. */
    private static final int FIRST_OPERATIONS = 60;

    private static final int FIRST_ONE_IN = 4;
    private static final int MAX_DEPTH = 2;
    private static final int STEPS_AFTER_CRASH = 6;

    /** One write in so many to a table in the background has a user do something beside it. */
    private static final int BESIDE_ONE_IN = 3;

    private final long seed;
    private final int oneIn;
    private final Setup setup;
    private final UnaryOperator<Vfs> world;
    private final Tally tally;
    private final History history = new History();
    private final SplittableRandom random;
    private Session live;
    private long operations;
    private int copies;
    private AssertionError failure;

    /**
     * Makes a run.
     *
     * @param oneIn a copy is judged at one in so many operations
     * @param world puts something between the engine and each disk; for tests of this test
     */
    CrashRun(long seed, int oneIn, Setup setup, UnaryOperator<Vfs> world, Tally tally) {
        this.seed = seed;
        this.oneIn = oneIn;
        this.setup = setup;
        this.world = world;
        this.tally = tally;
        random = new SplittableRandom(seed);
    }

    /** Runs so many actions and judges on the way. */
    void run(int actions) throws IOException {
        tally.history(setup);
        Disk disk = new Disk(new CrashVfs(setup.mapping()), ROOT.resolve("live-" + seed), "boot");
        disk.vfs.createDirectories(disk.root);
        disk.vfs.beforeEach(operation -> onOperation(disk, operation));
        try (Session session = session(disk, setup, history, new SplittableRandom(seed + 1))) {
            live = session;
            session.open();
            for (int i = 0; i < actions && failure == null; i++) {
                session.act();
                tally.action();
            }
        } catch (AssertionError | IOException | RuntimeException e) {
            fail("the store that does not crash, operation " + operations, e, disk.vfs);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void onOperation(Disk disk, FileOperation operation) {
        operations++;
        if (failure != null) {
            return;
        }
        boolean first = operations <= FIRST_OPERATIONS && random.nextInt(FIRST_ONE_IN) == 0;
        if (first || random.nextInt(oneIn) == 0) {
            crash(disk, live, live.history(), null, "before operation " + operations + " (" + operation + ")", 0);
        }
        if (operation.kind() == Kind.WRITE
                && live.simulation().isInPass()
                && operation.path().toString().endsWith(".sst")
                && random.nextInt(BESIDE_ONE_IN) == 0) {
            try {
                live.actBeside();
            } catch (AssertionError | IOException | RuntimeException e) {
                fail("beside operation " + operations + " (" + operation + ")", e, disk.vfs);
            }
        }
    }

    /** A disk, the directory that all is in, and the run of the machine that wrote to it last. */
    private record Disk(CrashVfs vfs, Path root, String boot) {
        Path home() {
            return root.resolve(HOME);
        }
    }

    /**
     * What must be there after a crash.
     *
     * @param durable the step that a store must hold at least after a power cut
     * @param handedOver the same after a kill
     * @param ceiling the step that it may hold at most
     * @param backups the copies that were made beside it
     */
    private record Bounds(int durable, int handedOver, int ceiling, List<Session.Copy> backups) {
        Bounds afterPowerCut() {
            return new Bounds(durable, durable, ceiling, backups);
        }

        @Override
        public String toString() {
            return "durable=" + durable + ", handedOver=" + handedOver + ", ceiling=" + ceiling;
        }
    }

    private Session session(Disk disk, Setup how, History sent, SplittableRandom actions) {
        return new Session(world.apply(disk.vfs), disk.boot, disk.home(), how, sent, actions);
    }

    /**
     * Takes a copy of the disk after a crash and judges it.
     *
     * @param given the bounds; null to take those of the history at this moment
     */
    private void crash(Disk disk, Session session, History sent, Bounds given, String when, int depth) {
        boolean kill = random.nextInt(4) == 0;
        CrashMode mode = MODES.get(random.nextInt(MODES.size()));
        long crashSeed = random.nextLong();
        Bounds before = given != null
                ? given
                : new Bounds(sent.durable(), sent.handedOver(), sent.sent(), session.copies());
        Bounds bounds = kill ? before : before.afterPowerCut();
        copies++;
        Path root = ROOT.resolve(seed + "-" + copies);
        String what = when + ", " + (kill ? "kill" : "power cut " + mode) + " (copy " + copies + ", " + bounds + ")";
        if (kill) {
            tally.kill();
        } else {
            tally.cut(mode);
        }
        CrashVfs copy = kill ? disk.vfs.kill() : disk.vfs.crash(crashSeed, mode);
        copy.relocate(disk.root, root);
        try {
            judge(new Disk(copy, root, kill ? disk.boot : "boot after copy " + copies), sent, bounds, what, depth);
        } catch (AssertionError | IOException | RuntimeException e) {
            fail(what, e, kill ? disk.vfs.kill() : disk.vfs.crash(crashSeed, mode));
        }
    }

    private void judge(Disk disk, History sent, Bounds bounds, String what, int depth) throws IOException {
        CrashVfs[] inRecovery = new CrashVfs[1];
        if (depth < MAX_DEPTH && random.nextInt(3) == 0) {
            copyAfter(1 + random.nextInt(40), disk.vfs, inRecovery);
        }
        SplittableRandom actions = random.split();
        Setup how = random.nextInt(3) == 0 ? Setup.values()[random.nextInt(Setup.values().length)] : setup;
        History fork;
        try (Session session = session(disk, how, sent, actions)) {
            session.open();
            int step = Judge.stepOf(session.store(), sent, bounds.handedOver, bounds.ceiling);
            tally.judged(sent.digestAfter(step), step, operations);
            fork = sent.upTo(step);
            disk.vfs.beforeEach(operation -> {});
            session.adopt(fork);
            goOn(session, disk, fork, what, depth);
        }
        for (Session.Copy backup : bounds.backups) {
            if (!backup.isDone() || random.nextInt(3) == 0) {
                judgeBackup(disk, sent, backup);
            }
        }
        if (random.nextInt(3) == 0) {
            judgeAgain(disk, how, fork, actions);
        }
        if (inRecovery[0] != null) {
            // In the middle of that recovery the same must be found, however it is crashed.
            tally.inRecovery();
            Disk half = new Disk(inRecovery[0], disk.root, disk.boot);
            crash(half, null, sent, bounds, what + ", in the recovery from it", depth + 1);
        }
    }

    /** What was closed is found again as it was, and holds by every checksum. */
    private void judgeAgain(Disk disk, Setup how, History fork, SplittableRandom actions) throws IOException {
        fork.acknowledge(Durability.SYNC);
        try (Session session = session(disk, how, fork, actions)) {
            if (random.nextInt(4) == 0) {
                Verification.requireClean(session.environment(), disk.home());
                tally.verified();
            }
            session.open();
            Judge.stepOf(session.store(), fork, fork.sent(), fork.sent());
        }
    }

    /** A copy that was being made is whole or no store; one that was acknowledged is whole. */
    private void judgeBackup(Disk disk, History sent, Session.Copy backup) throws IOException {
        Path home = disk.root.resolve(backup.home().getFileName());
        boolean whole;
        try (Session session = new Session(
                world.apply(disk.vfs), disk.boot, home, setup, sent.upTo(backup.step()), random.split())) {
            whole = session.openExisting();
            if (whole) {
                Judge.stepOf(session.store(), sent, backup.step(), backup.step());
            } else if (backup.isDone()) {
                throw new AssertionError("a copy that was acknowledged is no store: " + backup);
            }
        }
        tally.copy(backup.isDone(), whole);
    }

    /** Writes to a judged copy and crashes it again. */
    private void goOn(Session session, Disk disk, History fork, String what, int depth) throws IOException {
        if (depth >= MAX_DEPTH || random.nextInt(4) != 0) {
            return;
        }
        int steps = random.nextInt(STEPS_AFTER_CRASH);
        for (int i = 0; i < steps; i++) {
            session.act();
        }
        Judge.stepOf(session.store(), fork, fork.sent(), fork.sent());
        crash(disk, session, fork, null, what + ", " + steps + " more actions", depth + 1);
    }

    private static void copyAfter(int operations, CrashVfs vfs, CrashVfs[] copy) {
        int[] left = {operations};
        vfs.beforeEach(operation -> {
            left[0]--;
            if (left[0] == 0) {
                copy[0] = vfs.kill();
            }
        });
    }

    private void fail(String what, Throwable cause, CrashVfs evidence) {
        if (failure != null) {
            return;
        }
        Path dump = Path.of("target", "crash", seed + "-" + copies).toAbsolutePath();
        try {
            for (Path path : evidence.paths()) {
                Path file = dump.resolve(path.getParent().getFileName()).resolve(path.getFileName());
                Files.createDirectories(file.getParent());
                Files.write(file, evidence.contents(path));
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        failure = new AssertionError(
                what + ", files=" + dump + ", setup=" + setup + ", seed of the run=" + seed + ", "
                        + TestScale.rerun(TestScale.seed()),
                cause);
    }
}
