package io.minilsm.bench.rot;

import io.minilsm.bench.workload.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Damages copies of a store and has each judged, engine after engine. For one thread. */
public final class RotRun {
    private final Path directory;
    private final int damages;
    private final long seed;
    private final Consumer<String> progress;

    /**
     * Makes a run.
     *
     * @param directory where the stores go
     * @param damages of each engine and way to end
     * @param progress is told of each damage that nobody was told of
     */
    public RotRun(Path directory, int damages, long seed, Consumer<String> progress) {
        this.directory = directory;
        this.damages = damages;
        this.seed = seed;
        this.progress = progress;
    }

    /** Runs it for the engine and returns two tallies: of a closed store, and of a killed one. */
    public List<RotTally> of(RotEngine engine) throws IOException, InterruptedException {
        List<RotTally> tallies = new ArrayList<>();
        for (String end : List.of("closed", "killed")) {
            Path work = Files.createTempDirectory(directory, "minilsm-rot");
            try {
                tallies.add(damage(engine, end, work));
            } finally {
                Directories.remove(work);
            }
        }
        return tallies;
    }

    private RotTally damage(RotEngine engine, String end, Path work) throws IOException, InterruptedException {
        Path whole = Files.createDirectory(work.resolve("whole"));
        make(engine, end, whole, work.resolve("log"));
        RotTally tally = new RotTally(engine.label() + ", " + end);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = Damage.files(whole);
        try (JudgeProcess judge = new JudgeProcess(engine)) {
            requireRight(judge.judge(copy(whole, work.resolve("copy"))), engine);
            for (int i = 0; i < damages; i++) {
                Path copy = copy(whole, work.resolve("copy"));
                Damage.Done done = Damage.doTo(copy, random);
                Judge.Verdict verdict = judge.judge(copy);
                tally.add(verdict, done, names);
                switch (verdict.outcome()) {
                    case RIGHT, ERROR -> {}
                    default -> progress.accept(tally.title() + ": " + done.what() + ": " + verdict.outcome());
                }
            }
        }
        return tally;
    }

    private static void make(RotEngine engine, String end, Path whole, Path log)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(JudgeProcess.command(end, engine.label(), whole.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("store not made: engine=" + engine.label() + ", " + Files.readString(log));
        }
    }

    private static void requireRight(Judge.Verdict verdict, RotEngine engine) {
        if (verdict.outcome() != RotTally.Outcome.RIGHT) {
            throw new IllegalStateException("whole store not right: engine=" + engine.label() + ", " + verdict);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Directories.remove(to);
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
