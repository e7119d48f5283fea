package io.minilsm.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.report.Bars;
import io.minilsm.bench.report.Charts;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
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
        subcommands = {RoundCommand.class, RotCommand.class, MicroCommand.class},
        description = "Compares MiniLSM with other embedded stores: same work, same durability, same memory.")
final class Main implements Callable<Integer> {
    private static final int WORST_SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--full", description = "All engines, 2 million entries, several shapes, 5 rounds: up to an hour.")
    private boolean full;

    @Option(
            names = {"--peers", "--engines"},
            split = ",",
            description = "Beside minilsm only these, as in rocksdb,lmdb. Default: all that the mode has.")
    private List<String> peers;

    @Option(
            names = "--rows",
            split = ",",
            description = "Only these workloads, or all whose name begins so, as in fillrandom,seek. Default: all.")
    private List<String> rows;

    @Option(names = "--against", defaultValue = "rocksdb", description = "The engine that ratios are to.")
    private String against;

    @Option(names = "--growth", description = "200 thousand, 2 million and 20 million entries: how cost grows.")
    private boolean growth;

    @Option(names = "--rounds", description = "Rounds at most. Default: 5 (--full), 3 (--growth), 2.")
    private Integer rounds;

    @Option(
            names = "--minutes",
            description = "No round starts that would end later. Default: 58 (--full, --growth), 4.6.")
    private Double minutes;

    @Option(names = "--entries", description = "Entries of the large stores. Default: 2000000 (--full), 100000.")
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
        System.setProperty("java.awt.headless", "true");
        System.exit(new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Plan plan = plan();
        if (!Contenders.families().contains(against)) {
            requireKnown(against);
        }
        Run run = new Run(plan, directory, out);
        Map<String, Results> results = run.all();
        Map<String, String> facts = Facts.of(plan, directory, run.roundsDone());
        facts.forEach((name, value) -> {
            if (!name.equals(Facts.ALL_LIBRARIES)) {
                out.println(name + ": " + value);
            }
        });
        results.forEach((shape, each) -> print(out, shape, each));
        write(facts, results);
        out.println("\nwritten: " + report.resolve("report.md") + " and " + report.resolve("results.json"));
        out.flush();
        return 0;
    }

    private Plan plan() {
        if (peers != null) {
            peers.forEach(this::requireKnown);
        }
        PlanMaker.Mode mode =
                growth ? PlanMaker.Mode.GROWTH : full ? PlanMaker.Mode.FULL : PlanMaker.Mode.QUICK;
        Plan plan = new PlanMaker(mode)
                .peers(peers)
                .rows(chosenRows())
                .data(entries, valueBytes, keys)
                .seconds(seconds)
                .plan(rounds, minutes);
        if (plan.sections().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "none of these peers takes part in any of these rows");
        }
        return plan;
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
        return rows == null ? null : chosen;
    }

    private void requireKnown(String name) {
        if (!Contenders.names().contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), "no such peer: actual=" + name + ", expected one of " + Contenders.names());
        }
    }

    private void print(PrintWriter out, String shape, Results results) {
        out.println("\n" + shape);
        Comparison comparison = new Comparison(results, against, null);
        TextColumns.lines(comparison.cells()).forEach(out::println);
        out.println("x: how many times better minilsm is; /cpu-s: per second of the callers' CPU time;"
                + " *: acknowledged puts do not survive a kill");
        List<List<String>> bars = Bars.cells(results);
        if (bars.size() > 1) {
            out.println();
            TextColumns.lines(bars).forEach(out::println);
            out.println(Bars.summary(bars));
        }
        List<Comparison.Ratio> worst = comparison.worst();
        for (Comparison.Ratio ratio : worst.subList(0, Math.min(WORST_SHOWN, worst.size()))) {
            out.printf(Locale.ROOT, "worst: %-26s %.2f x %s%n", ratio.workload(), ratio.factor(), ratio.engine());
        }
    }

    private Map<String, List<String>> charts(Map<String, Results> results) throws IOException {
        try {
            return new Charts(report).draw(results);
        } catch (LinkageError | InternalError e) {
            spec.commandLine().getErr().println("no charts: this Java has no fonts, or cannot draw: " + e);
            return Map.of();
        }
    }

    private void write(Map<String, String> facts, Map<String, Results> results) throws IOException {
        Files.createDirectories(report);
        Files.writeString(report.resolve("report.md"), MarkdownReport.page(facts, results, against, charts(results)));
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("facts", facts);
        Map<String, Map<String, List<Measurement>>> byEngine = new LinkedHashMap<>();
        results.forEach((shape, each) -> {
            for (Contender contender : each.contenders()) {
                Map<String, List<Measurement>> ofEngine = new LinkedHashMap<>();
                each.workloads().forEach(name -> ofEngine.put(name, each.measurements(contender.label(), name)));
                byEngine.put(shape + " / " + contender.label(), ofEngine);
            }
        });
        raw.put("results", byEngine);
        byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(raw);
        Files.writeString(report.resolve("results.json"), new String(json, StandardCharsets.UTF_8));
    }
}
