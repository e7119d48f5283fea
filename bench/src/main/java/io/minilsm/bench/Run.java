package io.minilsm.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.report.Results;
import io.minilsm.bench.workload.Directories;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts the processes of a plan one after the other and collects what they measured. For one thread. */
final class Run {
    /** A process that takes longer hangs. */
    private static final long PROCESS_MINUTES = 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plan plan;
    private final Path directory;
    private final PrintWriter progress;
    private final Map<String, Results> results = new LinkedHashMap<>();
    private Haste haste = Haste.NONE;
    private int done;
    private int roundsDone;

    Run(Plan plan, Path directory, PrintWriter progress) {
        this.plan = plan;
        this.directory = directory;
        this.progress = progress;
    }

    /** Runs as many rounds as are planned and fit into the time; returns the results by shape. */
    Map<String, Results> all() throws IOException, InterruptedException {
        for (Plan.Section section : plan.sections()) {
            results.put(section.title(), new Results(section.contenders()));
        }
        long start = System.nanoTime();
        for (int round = 0; round < plan.rounds(); round++) {
            double minutes = minutesSince(start);
            if (round > 0 && minutes + minutes / round > plan.minutes()) {
                progress.printf(Locale.ROOT, "no time for another round: %d done%n", round);
                break;
            }
            for (Plan.Section section : plan.sections()) {
                for (Contender contender : section.order(round)) {
                    if (round == 0) {
                        haste = Haste.of(plan.minutes() - minutesSince(start), minutesSince(start), done, processes());
                    }
                    measure(round, contender, section);
                    done++;
                }
            }
            roundsDone++;
        }
        return results;
    }

    /** Returns the number of processes of the first round. */
    private int processes() {
        int processes = 0;
        for (Plan.Section section : plan.sections()) {
            processes += section.order(0).size();
        }
        return processes;
    }

    int roundsDone() {
        return roundsDone;
    }

    private void measure(int round, Contender contender, Plan.Section section)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path work = Files.createTempDirectory(directory, "minilsm-bench");
        List<Measurement> measured = new ArrayList<>();
        try {
            RoundSettings settings = section.settings(contender, work.resolve("stores"), haste);
            Path settingsFile = work.resolve("settings.json");
            Files.write(settingsFile, JSON.writeValueAsBytes(settings));
            measured.addAll(part(RoundCommand.Part.WORKLOADS, work, settingsFile, "all workloads"));
            if (section.rows().contains(Row.OPEN_AFTER_KILL)
                    && !PeerCatalog.of(contender.label()).syncOnly()) {
                part(RoundCommand.Part.KILL, work, settingsFile, "open after kill");
                measured.addAll(part(RoundCommand.Part.REOPEN, work, settingsFile, "open after kill"));
            }
        } finally {
            Directories.remove(work);
        }
        results.get(section.title()).add(contender.label(), measured);
        progress.printf(
                Locale.ROOT,
                "round %d  %-6s %-18s %5.1f s  %s%n",
                round + 1,
                section.suite().name().toLowerCase(Locale.ROOT),
                contender.label(),
                60 * minutesSince(start),
                problems(measured));
        progress.flush();
    }

    /** Runs one process; a failure of it becomes a remark. */
    private List<Measurement> part(RoundCommand.Part part, Path work, Path settings, String workload)
            throws IOException, InterruptedException {
        Path stores = work.resolve("stores");
        if (part != RoundCommand.Part.REOPEN) {
            Directories.remove(stores);
            Files.createDirectories(stores);
        }
        Path result = work.resolve("result.json");
        Path log = work.resolve("log");
        Files.deleteIfExists(result);
        Process process = new ProcessBuilder(command(part, settings, result))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Whoever stops the benchmark stops what it is running, too.
        Thread stop = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        boolean ended = process.waitFor(PROCESS_MINUTES, TimeUnit.MINUTES);
        Runtime.getRuntime().removeShutdownHook(stop);
        if (!ended) {
            process.destroyForcibly().waitFor();
            return List.of(Measurement.remark(workload, "took more than " + PROCESS_MINUTES + " minutes"));
        }
        if (Files.exists(result)) {
            return List.of(JSON.readValue(result.toFile(), Measurement[].class));
        }
        return process.exitValue() == 0 ? List.of() : List.of(Measurement.remark(workload, failure(log)));
    }

    private List<String> command(RoundCommand.Part part, Path settings, Path result) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + plan.heapMiB() + "m",
                // Their CPU time is told apart from the rest, which needs the threads to stay.
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "round",
                part.name(),
                settings.toString(),
                result.toString());
    }

    private static String failure(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        for (String line : lines) {
            if (line.contains("Exception") || line.contains("Error")) {
                return "failed: " + line.strip();
            }
        }
        return "failed: " + (lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
    }

    private static String problems(List<Measurement> measured) {
        StringBuilder problems = new StringBuilder();
        for (Measurement each : measured) {
            if (!each.note().isEmpty()) {
                problems.append(problems.length() == 0 ? "" : "; ");
                problems.append(each.workload()).append(": ").append(each.note());
            }
        }
        return problems.toString();
    }

    private static double minutesSince(long start) {
        return (System.nanoTime() - start) / 60e9;
    }
}
