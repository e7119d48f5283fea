package io.minilsm.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.bench.camel.CamelRound;
import io.minilsm.bench.jdbc.JdbcRound;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Round;
import io.minilsm.bench.workload.RoundSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the process of one engine and round does: its part of the work, and a file with what it measured. */
@Command(name = "round", hidden = true, description = "One engine, one round; started by the benchmark itself")
final class RoundCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", description = "which part of the work")
    private Part part;

    @Parameters(index = "1", description = "file of the settings")
    private Path settingsFile;

    @Parameters(index = "2", description = "file for the measurements")
    private Path resultFile;

    /** A part of the work. */
    enum Part {
        /** All workloads in one process, after a smaller run to warm up. */
        WORKLOADS,
        /** Fills a log, then halts without a word to the store. */
        KILL,
        /** Opens what that left. */
        REOPEN
    }

    @Override
    public Integer call() throws Exception {
        RoundSettings settings = JSON.readValue(settingsFile.toFile(), RoundSettings.class);
        switch (part) {
            case WORKLOADS -> {
                if (!settings.warmUp().rows().isEmpty()) {
                    run(settings.warmUp());
                }
                Directories.remove(Path.of(settings.directory()));
                Files.createDirectories(Path.of(settings.directory()));
                System.gc();
                write(run(settings));
            }
            case KILL -> {
                new Round(settings).fillUntilKilled();
                Runtime.getRuntime().halt(0);
            }
            case REOPEN -> write(List.of(new Round(settings).openAfterKill()));
        }
        return 0;
    }

    private static List<Measurement> run(RoundSettings settings) throws Exception {
        return switch (settings.suite()) {
            case ENGINE -> new Round(settings).run();
            case JDBC -> new JdbcRound(settings).run();
            case CAMEL -> new CamelRound(settings).run();
        };
    }

    private void write(List<Measurement> measured) throws Exception {
        Files.write(resultFile, JSON.writeValueAsBytes(measured.toArray(new Measurement[0])));
    }
}
