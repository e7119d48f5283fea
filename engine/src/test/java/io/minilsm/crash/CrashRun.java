package io.minilsm.crash;

import io.minilsm.api.Durability;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * One store that is written to at random, and at many of its operations on files a copy of its disk as a power cut or a
 * kill would leave it then. Each copy is opened and judged, written to and crashed again, up to a depth.
 *
 * <p>Copies are taken in whatever thread of the engine performs the operation, and judged there one at a time.
 */
final class CrashRun {
    private static final Path HOME = Path.of("/store").toAbsolutePath();
    private static final List<CrashMode> MODES = CrashMode.all();

    /** The making of a store is short and full of special cases: all its operations are crashed at. */
    private static final int FIRST_OPERATIONS = 60;

    private static final int MAX_DEPTH = 2;
    private static final int STEPS_AFTER_CRASH = 6;

    private final long seed;
    private final int oneIn;
    private final UnaryOperator<Vfs> world;
    private final History history = new History();

    // Guarded by this.
    private final SplittableRandom random;
    private long operations;
    private int judged;
    private AssertionError failure;

    /**
     * Makes a run.
     *
     * @param oneIn a copy is judged at one in so many operations
     * @param world puts something between the engine and each disk; for tests of this test
     */
    CrashRun(long seed, int oneIn, UnaryOperator<Vfs> world) {
        this.seed = seed;
        this.oneIn = oneIn;
        this.world = world;
        random = new SplittableRandom(seed);
    }

    /** Runs so many actions; returns the number of judged copies. */
    int run(int actions) throws IOException {
        CrashVfs disk = new CrashVfs();
        Session session = new Session(world.apply(disk), "boot", HOME, history, new SplittableRandom(seed + 1));
        disk.beforeEach(operation -> onOperation(disk, operation));
        try (session) {
            session.open();
            for (int i = 0; i < actions && !hasFailed(); i++) {
                session.act();
            }
        }
        disk.beforeEach(operation -> {});
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            return judged;
        }
    }

    private synchronized boolean hasFailed() {
        return failure != null;
    }

    private synchronized void onOperation(CrashVfs disk, FileOperation operation) {
        operations++;
        if (failure == null && (operations <= FIRST_OPERATIONS || random.nextInt(oneIn) == 0)) {
            Disk live = new Disk(disk, HOME, "boot");
            crash(live, history, null, "before operation " + operations + " (" + operation + ")", 0);
        }
    }

    /** A disk, where the store is on it, and the run of the machine that wrote to it last. */
    private record Disk(CrashVfs vfs, Path home, String boot) {}

    /** The step that a store must hold at least after a power cut, after a kill, and that it may hold at most. */
    private record Bounds(int durable, int handedOver, int ceiling) {
        Bounds afterPowerCut() {
            return new Bounds(durable, durable, ceiling);
        }
    }

    /**
     * Takes a copy of the disk after a crash and judges it; others may write to the disk meanwhile.
     *
     * @param given the bounds; null to take those of the history at this moment
     */
    private synchronized void crash(Disk disk, History sent, Bounds given, String when, int depth) {
        boolean kill = random.nextInt(4) == 0;
        CrashMode mode = MODES.get(random.nextInt(MODES.size()));
        long crashSeed = random.nextLong();
        // In this order: what is acknowledged while the copy is made need not be in it, what is sent may be.
        int durable = sent.durable();
        int handedOver = sent.handedOver();
        CrashVfs copy = kill ? disk.vfs.kill() : disk.vfs.crash(crashSeed, mode);
        Bounds before = given != null ? given : new Bounds(durable, handedOver, sent.sent());
        Bounds bounds = kill ? before : before.afterPowerCut();
        judged++;
        Path home = Path.of("/crash-" + seed + "-" + judged).toAbsolutePath();
        copy.relocate(disk.home, home);
        String what = when + ", " + (kill ? "kill" : "power cut " + mode) + " (copy " + judged + ", " + bounds + ")";
        CrashVfs evidence = copy.kill();
        try {
            judge(new Disk(copy, home, kill ? disk.boot : "boot after copy " + judged), sent, bounds, what, depth);
        } catch (AssertionError | IOException | RuntimeException e) {
            fail(what, e, evidence);
        }
    }

    private void judge(Disk disk, History sent, Bounds bounds, String what, int depth) throws IOException {
        CrashVfs[] inRecovery = new CrashVfs[1];
        if (depth < MAX_DEPTH && random.nextInt(3) == 0) {
            copyAfter(1 + random.nextInt(40), disk.vfs, inRecovery);
        }
        SplittableRandom actions = random.split();
        History fork;
        try (Session session = new Session(world.apply(disk.vfs), disk.boot, disk.home, sent, actions)) {
            session.open();
            fork = sent.upTo(Judge.stepOf(session.store(), sent, bounds.handedOver, bounds.ceiling));
            disk.vfs.beforeEach(operation -> {});
            session.adopt(fork);
            goOn(session, disk, fork, what, depth);
        }
        fork.acknowledge(Durability.SYNC);
        try (Session session = new Session(world.apply(disk.vfs), disk.boot, disk.home, fork, actions)) {
            session.open();
            Judge.stepOf(session.store(), fork, fork.sent(), fork.sent());
            goOn(session, disk, fork, what + ", closed and opened", depth);
        }
        if (inRecovery[0] != null) {
            // In the middle of that recovery the same must be found, however it is crashed.
            Disk half = new Disk(inRecovery[0], disk.home, disk.boot);
            crash(half, sent, bounds, what + ", in the recovery from it", depth + 1);
        }
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
        crash(disk, fork, null, what + ", " + steps + " more actions", depth + 1);
    }

    private static void copyAfter(int operations, CrashVfs vfs, CrashVfs[] copy) {
        AtomicInteger left = new AtomicInteger(operations);
        vfs.beforeEach(operation -> {
            if (left.decrementAndGet() == 0) {
                copy[0] = vfs.kill();
            }
        });
    }

    private void fail(String what, Throwable cause, CrashVfs evidence) {
        if (failure != null) {
            return;
        }
        Path dump = Path.of("target", "crash", seed + "-" + judged).toAbsolutePath();
        try {
            Files.createDirectories(dump);
            for (Path path : evidence.paths()) {
                Files.write(dump.resolve(path.getFileName()), evidence.contents(path));
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        failure = new AssertionError(what + ", files=" + dump + ", " + TestScale.rerun(seed), cause);
    }
}
