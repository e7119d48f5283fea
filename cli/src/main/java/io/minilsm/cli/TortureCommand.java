package io.minilsm.cli;

import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.Progress;
import io.minilsm.cli.torture.Face;
import io.minilsm.cli.torture.TortureReport;
import io.minilsm.cli.torture.TortureRun;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Kills processes that write, and checks what their stores hold. */
@Command(
        name = "torture",
        description = "Starts processes that write to stores in a directory of their own, kills each at a random moment"
                + " (SIGKILL), one in ten while it recovers, and checks that every acknowledged write is there. Touches"
                + " no store of yours. Exit code 0: the promise was kept; 1: it was broken, the store is kept and"
                + " named; 2: could not be done.",
        mixinStandardHelpOptions = true)
final class TortureCommand implements Callable<Integer> {
    private static final long MAX_KILLS = 100_000_000;
    private static final int MAX_THREADS = 64;
    private static final int MAX_JOBS = 64;

    @ParentCommand
    private MiniLsmCommand root;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "Where to do it, on the disk that is to be tried: missing, empty, or left by an earlier"
                    + " torture.")
    private Path directory;

    @Option(names = "--kills", paramLabel = "N", description = "Processes to kill (default: ${DEFAULT-VALUE}).")
    private long kills = 1000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed gives the same writes and the same plan of kills (default: another each time)."
                    + " The system's timing stays its own.")
    private Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that write (default: ${DEFAULT-VALUE}).")
    private int threads = 4;

    @Option(names = "--jobs", paramLabel = "N", description = "Stores at once (default: ${DEFAULT-VALUE}).")
    private int jobs = 2;

    @Override
    public Integer call() throws Exception {
        check("kills", kills, MAX_KILLS);
        check("threads", threads, MAX_THREADS);
        check("jobs", jobs, MAX_JOBS);
        long chosen = seed != null ? seed : new SplittableRandom().nextLong(1L << 40);
        Path absolute = directory.toAbsolutePath().normalize();
        TortureRun.Settings settings = new TortureRun.Settings(absolute, Face.engine(threads), kills, jobs, chosen);
        TortureReport report = new TortureReport(settings);
        CommandIo io = root.io();
        TortureRun.Result result;
        try (Progress progress = Progress.start(io, "torture", kills, "kills", 1, System::nanoTime)) {
            long start = System.nanoTime();
            result = new TortureRun(settings)
                    .run(figures -> progress.at(
                            figures.kills(),
                            () -> "torture: " + Figures.count(figures.kills()) + " of " + Figures.count(kills)
                                    + " kills, " + Figures.count(figures.acknowledged()) + " acknowledged writes, "
                                    + TortureReport.killsPerHour(figures, System.nanoTime() - start)));
        }
        report.write(io, root.isJson(), result);
        return result.violation() == null ? ExitCode.DONE : ExitCode.NO;
    }

    private void check(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--" + name + " out of range: actual=" + value + ", expected=1.." + most);
        }
    }
}
