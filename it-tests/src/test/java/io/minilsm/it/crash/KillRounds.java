package io.minilsm.it.crash;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Rounds of: a writer process opens the store and writes, is killed at a random moment, and the store is opened here
 * and compared with what the writer was acknowledged and what it sent. One round in ten kills the writer while it opens
 * the store. For one thread.
 */
final class KillRounds {
    /** Long enough for a few flushes and merges, short enough for many rounds. */
    private static final int MAX_WRITING_MILLIS = 500;

    private static final int MAX_OPENING_MILLIS = 80;

    private final Class<?> writer;
    private final Path directory;
    private final IntPredicate survivesKill;
    private final long seed;
    private final SplittableRandom random;
    private final List<Lane> lanes = new ArrayList<>();
    private long acknowledged;

    /**
     * Makes the rounds.
     *
     * @param writer class whose main method writes
     * @param directory for the store and the logs; empty
     */
    KillRounds(Class<?> writer, Path directory, Lanes kind) {
        this.writer = writer;
        this.directory = directory;
        survivesKill = kind.survivesKill;
        seed = TestScale.seed();
        random = new SplittableRandom(seed);
        for (int lane = 0; lane < kind.count; lane++) {
            lanes.add(new Lane(lane, seed, kind.putsOnly));
        }
    }

    /**
     * The lanes of a kind of writer.
     *
     * @param count how many
     * @param putsOnly whether the writer leaves out the deletes of its steps
     * @param survivesKill whether what a lane is acknowledged survives a kill
     */
    record Lanes(int count, boolean putsOnly, IntPredicate survivesKill) {}

    /** Runs so many rounds; returns the number of steps that were acknowledged in all. */
    long run(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try {
                runOne(round);
            } catch (Throwable e) {
                throw new AssertionError(
                        writer.getSimpleName() + ", round " + round + ", store=" + directory.resolve("store") + ", "
                                + TestScale.rerun(seed),
                        e);
            }
        }
        return acknowledged;
    }

    private void runOne(int round) throws Exception {
        Path logs = Files.createDirectories(directory.resolve("round" + round));
        List<Long> done = lanes.stream().map(Lane::step).toList();
        WriterArguments arguments = new WriterArguments(directory.resolve("store"), logs, seed, round, done);
        Path errors = logs.resolve("errors.txt");
        try (WriterProcess process = WriterProcess.start(writer, errors, arguments.toWords())) {
            process.awaitLine(WriterProcess.OPENING);
            if (random.nextInt(10) == 0) {
                process.killAfter(random.nextInt(MAX_OPENING_MILLIS));
            } else {
                process.awaitLine(WriterProcess.WRITING);
                process.killAfter(1 + random.nextInt(MAX_WRITING_MILLIS));
            }
        }
        if (round > 0 || Files.exists(arguments.store())) {
            check(arguments);
        }
    }

    private void check(WriterArguments arguments) throws IOException {
        List<AckLog.Read> logs = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            logs.add(AckLog.read(arguments.log(lane)));
            acknowledged += logs.get(lane).acknowledged().size();
        }
        // Closing cleanly changes what the next writer recovers from, so every second time nothing is written here.
        boolean readOnly = random.nextBoolean() && acknowledged > 0;
        try (Store store = readOnly
                ? MiniLsm.openReadOnly(arguments.store(), EngineWriter.OPTIONS)
                : MiniLsm.open(arguments.store(), EngineWriter.OPTIONS)) {
            for (int lane = 0; lane < lanes.size(); lane++) {
                AckLog.Read log = logs.get(lane);
                long floor = survivesKill.test(lane) ? log.lastAcknowledged() : 0;
                lanes.get(lane).advance(arguments.round(), entriesOf(store, lane), floor, log.sent());
            }
        }
        checkOrder(logs);
        VerifyReport report = Verify.run(arguments.store());
        if (!report.isClean()) {
            throw new AssertionError("verify finds damage: " + report.damages());
        }
    }

    /** What survives of all lanes together must be a prefix of the store's one order of writes. */
    private void checkOrder(List<AckLog.Read> logs) {
        long lastKept = 0;
        long firstLost = Long.MAX_VALUE;
        for (int lane = 0; lane < lanes.size(); lane++) {
            for (AckLog.Acknowledged step : logs.get(lane).acknowledged()) {
                if (step.sequence() > 0 && step.step() <= lanes.get(lane).step()) {
                    lastKept = Math.max(lastKept, step.sequence());
                } else if (step.sequence() > 0) {
                    firstLost = Math.min(firstLost, step.sequence());
                }
            }
        }
        if (lastKept > firstLost) {
            throw new AssertionError("a hole in the order of writes: sequence " + firstLost + " is lost, sequence "
                    + lastKept + " is there");
        }
    }

    private static TreeMap<String, String> entriesOf(Store store, int lane) throws IOException {
        TreeMap<String, String> entries = new TreeMap<>();
        byte[] prefix = PlannedSteps.prefix(lane).getBytes(StandardCharsets.UTF_8);
        try (Cursor cursor = store.cursor(Range.prefix(prefix))) {
            while (cursor.next()) {
                entries.put(
                        new String(cursor.key(), StandardCharsets.UTF_8),
                        new String(cursor.value(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
