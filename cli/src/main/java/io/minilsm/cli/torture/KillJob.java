package io.minilsm.cli.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Rounds of: a writer process opens the store and writes, is killed at a random moment, and the store is judged. One
 * round in ten kills the writer while it opens the store. Begins with a new store now and then. For one thread.
 */
public final class KillJob {
    /** Bounds the space, and lets the making of a store be killed too. */
    private static final int ROUNDS_PER_STORE = 60;

    private static final int ROUNDS_PER_RECOVERY_KILL = 10;
    private static final int STORES_PER_KILL_AT_MAKING = 4;

    /** One judgement in so many also recovers and closes the store; after all others the next writer recovers it. */
    private static final int JUDGEMENTS_PER_RECOVERY = 8;

    /** In steps, not in time, as machines differ: some flushes and merges for the engine, and many rounds. */
    private static final int USUAL_STEPS = 600;

    /** One writer in so many is given several times as much as usual. */
    private static final int ROUNDS_PER_LONG_ONE = 16;

    private static final int LONG_FACTOR = 6;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The first guess of how long an opening takes; each one measured counts an eighth. */
    private static final long FIRST_OPENING_NANOS = 50_000_000;

    private final Face face;
    private final WriterJvm jvm;
    private final Path directory;
    private final long seed;
    private final Tally tally;
    private final SplittableRandom random;
    private Judge judge;
    private Path store;
    private int stores;
    private int roundsOfStore;
    private boolean everOpened;
    private int round;
    private int recoveryKillsDue;
    private long openingNanos = FIRST_OPENING_NANOS;

    /**
     * Makes a job.
     *
     * @param directory its own, for the store and the logs; there and empty
     * @param seed of what is written and of when writers are to be killed
     */
    public KillJob(Face face, WriterJvm jvm, Path directory, long seed, Tally tally) {
        this.face = face;
        this.jvm = jvm;
        this.directory = directory;
        this.seed = seed;
        this.tally = tally;
        random = new SplittableRandom(seed);
    }

    /**
     * Runs rounds until {@code goesOn} says no, which is asked before each.
     *
     * @throws Violation if the store is not what it must be; it stays as it is
     * @throws IOException if the disk is full or a process could not be started
     */
    public void run(BooleanSupplier goesOn) throws Violation, IOException, InterruptedException {
        while (goesOn.getAsBoolean()) {
            if (roundsOfStore % ROUNDS_PER_STORE == 0) {
                beginStore();
            }
            try {
                runOne();
            } catch (Violation e) {
                throw new Violation(
                        e, "store=" + store + ", round=" + round + ", seed=" + seed + ", writer="
                                + face.writer().getSimpleName() + ", variant=" + stores);
            }
            roundsOfStore++;
        }
    }

    private void beginStore() throws IOException {
        if (store != null) {
            Trees.delete(store);
        }
        stores++;
        store = directory.resolve("store-" + stores);
        judge = new Judge(face.lanes(), face.spaces(), random);
        roundsOfStore = 0;
        everOpened = false;
        recoveryKillsDue += random.nextInt(STORES_PER_KILL_AT_MAKING) == 0 ? 1 : 0;
        tally.store();
    }

    private void runOne() throws Violation, IOException, InterruptedException {
        round++;
        Path logs = directory.resolve("logs");
        Trees.delete(logs);
        Files.createDirectories(logs);
        Plan plan = new Plan(seed, round, face.spaces(), face.deletes());
        boolean opened = runAndKill(new WriterTask(store, logs, plan, stores, 0, judge.done()));
        everOpened |= opened;
        recoveryKillsDue += random.nextInt(ROUNDS_PER_RECOVERY_KILL) == 0 ? 1 : 0;
        // A store whose making was killed is no store yet; opening it to write makes it anew.
        boolean readOnly =
                everOpened && (recoveryKillsDue > 0 || random.nextInt(JUDGEMENTS_PER_RECOVERY) > 0);
        long acknowledged = judge.judge(store, logs, plan, face.options().apply(stores), readOnly);
        everOpened = true;
        tally.kill(!opened, acknowledged);
    }

    /** Returns whether the writer had opened the store when it was killed. */
    private boolean runAndKill(WriterTask task) throws Violation, IOException, InterruptedException {
        try (WriterProcess process = jvm.start(task, task.logs().resolve("errors.txt"))) {
            process.awaitLine(WriterTask.OPENING);
            long start = System.nanoTime();
            if (recoveryKillsDue > 0) {
                boolean opened = process.killAfter(
                        random.nextLong(Math.max(1, openingNanos)), () -> false, WriterTask.OPENED);
                recoveryKillsDue -= opened ? 0 : 1;
                // An opening that was faster than the guess makes the next guess shorter.
                openingNanos -= opened ? openingNanos / 8 : 0;
                return opened;
            }
            process.awaitLine(WriterTask.OPENED);
            openingNanos += (System.nanoTime() - start - openingNanos) / 8;
            int most = random.nextInt(ROUNDS_PER_LONG_ONE) == 0 ? USUAL_STEPS * LONG_FACTOR : USUAL_STEPS;
            int enough = random.nextInt(most);
            long nanos = random.nextLong(face.mostMillis() * NANOS_PER_MILLI);
            process.killAfter(nanos, () -> steps(task) >= enough, WriterTask.OPENED);
            return true;
        }
    }

    private static long steps(WriterTask task) {
        long steps = 0;
        for (int lane = 0; lane < task.done().size(); lane++) {
            steps += AckLog.steps(task.log(lane));
        }
        return steps;
    }
}
