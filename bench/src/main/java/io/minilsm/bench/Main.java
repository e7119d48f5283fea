package io.minilsm.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.report.Comparison;
import io.minilsm.bench.report.MarkdownReport;
import io.minilsm.bench.report.Results;
import io.minilsm.bench.report.TextColumns;
import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The benchmark: compares MiniLSM with other stores and writes a report. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {RoundCommand.class, RotCommand.class},
        description = "Compares MiniLSM with other embedded stores: same work, same durability, same memory.")
final class Main implements Callable<Integer> {
    /** As much as the engine takes by itself when there is plenty, for 2 million entries; smaller sets get less. */
    private static final long FULL_MEMORY_BYTES = 448L << 20;

    private static final int FULL_ENTRIES = 2_000_000;
    private static final int QUICK_ENTRIES = 200_000;
    private static final int LARGE_VALUE_FACTOR = 8;
    private static final int WORST_SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--full", description = "All engines, 2 million entries, several shapes, 5 rounds: up to an hour.")
    private boolean full;

    @Option(
            names = {"--peers", "--engines"},
            split = ",",
            description = "Beside minilsm only these, as in rocksdb,lmdb. Default: all that the mode has.")
    private List<String> engines;

    @Option(
            names = "--rows",
            split = ",",
            description = "Only these workloads, or all whose name begins so, as in fillrandom,seek. Default: all.")
    private List<String> rows;

    @Option(names = "--against", defaultValue = "rocksdb", description = "The engine that ratios are to.")
    private String peer;

    @Option(names = "--rounds", description = "Rounds at most. Default: 5 (--full), 2.")
    private Integer rounds;

    @Option(names = "--minutes", description = "No round starts that would end later. Default: 58 (--full), 4.7.")
    private Double minutes;

    @Option(names = "--entries", description = "Entries of the large stores. Default: 2000000 (--full), 200000.")
    private Integer entries;

    @Option(names = "--value-bytes", description = "Only values of this length.")
    private Integer valueBytes;

    @Option(names = "--keys", description = "Only keys of this shape: DECIMAL or PREFIX.")
    private KeyShape keys;

    @Option(names = "--seconds", description = "Time of durable puts, and of any other workload at most.")
    private Double seconds;

    @Option(names = "--directory", description = "Where the stores go, on the disk to be measured.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--report",
            defaultValue = "${sys:minilsm.home:-.}/bench/report",
            description = "Where report.md and results.json go. Default: bench/report.")
    private Path report;

    /** Runs the command line and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Plan plan = plan();
        requireKnown(peer);
        Run run = new Run(plan, directory, out);
        Map<String, Results> results = run.all();
        Map<String, String> facts = Facts.of(plan, directory, run.roundsDone());
        facts.forEach((name, value) -> out.println(name + ": " + value));
        results.forEach((shape, each) -> print(out, shape, each));
        write(facts, results);
        out.println("\nwritten: " + report.resolve("report.md") + " and " + report.resolve("results.json"));
        out.flush();
        return 0;
    }

    private Plan plan() {
        List<String> chosen = engines;
        if (chosen == null) {
            chosen = new ArrayList<>(PeerCatalog.names());
            if (!full) {
                chosen.remove(PeerCatalog.MINILSM_NONE.label());
                chosen.remove(PeerCatalog.ROCKSDB_LZ4.label());
            }
        }
        chosen.forEach(this::requireKnown);
        Set<String> engineSet = new LinkedHashSet<>(List.of(PeerCatalog.MINILSM.label()));
        engineSet.addAll(chosen);
        double limit = seconds != null ? seconds : full ? 5 : 0.5;
        return new Plan(
                List.copyOf(engineSet),
                chosenRows(),
                shapes(),
                rounds != null ? rounds : full ? 5 : 2,
                minutes != null ? minutes : full ? 58 : 4.7,
                full ? 2048 : 1024,
                (long) (limit * 1000),
                limit);
    }

    private Set<Row> chosenRows() {
        Set<Row> chosen = EnumSet.noneOf(Row.class);
        for (String word : rows == null ? List.<String>of() : rows) {
            try {
                chosen.addAll(Row.named(word));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        return rows == null ? EnumSet.allOf(Row.class) : chosen;
    }

    private void requireKnown(String engine) {
        try {
            PeerCatalog.of(engine);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Plan.Shape> shapes() {
        int count = entries != null ? entries : full ? FULL_ENTRIES : QUICK_ENTRIES;
        List<Plan.Shape> shapes = new ArrayList<>();
        shapes.add(shape(KeyShape.DECIMAL, 100, count));
        if (full) {
            shapes.add(shape(KeyShape.PREFIX, 100, count));
            shapes.add(shape(KeyShape.DECIMAL, 1024, count / LARGE_VALUE_FACTOR));
        }
        if (valueBytes != null || keys != null) {
            KeyShape only = keys != null ? keys : KeyShape.DECIMAL;
            return List.of(shape(only, valueBytes != null ? valueBytes : 100, count));
        }
        return shapes;
    }

    private static Plan.Shape shape(KeyShape keys, int valueBytes, int entries) {
        double part = (double) entries * (keys.keyBytes() + valueBytes) / (FULL_ENTRIES * 116.0);
        long memory = (long) (FULL_MEMORY_BYTES * Math.min(1, part));
        return new Plan.Shape(keys, valueBytes, entries, Math.max(14L << 20, memory));
    }

    private void print(PrintWriter out, String shape, Results results) {
        out.println("\n" + shape);
        Comparison comparison = new Comparison(results, peer, null);
        TextColumns.lines(comparison.cells()).forEach(out::println);
        out.println("x: how many times better minilsm is; /cpu-s: per second of the callers' CPU time;"
                + " *: acknowledged puts do not survive a kill");
        List<Comparison.Ratio> worst = comparison.worst();
        for (Comparison.Ratio ratio : worst.subList(0, Math.min(WORST_SHOWN, worst.size()))) {
            out.printf(Locale.ROOT, "worst: %-26s %.2f x %s%n", ratio.workload(), ratio.factor(), ratio.engine());
        }
    }

    private void write(Map<String, String> facts, Map<String, Results> results) throws IOException {
        Files.createDirectories(report);
        Files.writeString(report.resolve("report.md"), MarkdownReport.page(facts, results, peer));
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("facts", facts);
        Map<String, Map<String, List<Measurement>>> rows = new LinkedHashMap<>();
        results.forEach((shape, each) -> {
            for (String engine : each.engines()) {
                Map<String, List<Measurement>> ofEngine = new LinkedHashMap<>();
                each.workloads().forEach(name -> ofEngine.put(name, each.measurements(engine, name)));
                rows.put(shape + " / " + engine, ofEngine);
            }
        });
        raw.put("results", rows);
        byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(raw);
        Files.writeString(report.resolve("results.json"), new String(json, StandardCharsets.UTF_8));
    }
}
