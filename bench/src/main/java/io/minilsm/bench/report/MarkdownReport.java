package io.minilsm.bench.report;

import io.minilsm.bench.peer.Contender;
import java.util.List;
import java.util.Map;

/** The page that a run leaves behind. Stateless. */
public final class MarkdownReport {
    private static final List<Metric> METRICS = List.of(
            Metric.PER_SECOND,
            Metric.PER_BARE,
            Metric.PER_CALLER_SECOND,
            Metric.PER_PROCESS_SECOND,
            Metric.P50,
            Metric.P99,
            Metric.P999,
            Metric.MAX,
            Metric.WRITE_AMPLIFICATION,
            Metric.SPACE_AMPLIFICATION,
            Metric.FORCES,
            Metric.RESIDENT,
            Metric.GC,
            Metric.JIT);

    private static final String GROWTH = "growth";

    private MarkdownReport() {}

    /**
     * Returns the page.
     *
     * @param facts machine, versions and settings, by name
     * @param results per shape of the data
     * @param peer the engine that the first ratio is to
     * @param charts names of the files with charts, per shape of the data
     */
    public static String page(
            Map<String, String> facts, Map<String, Results> results, String peer, Map<String, List<String>> charts) {
        StringBuilder page = new StringBuilder("# Benchmark report\n\n");
        facts.forEach((name, value) -> page.append("- ").append(name).append(": ").append(value).append('\n'));
        page.append("\nCells are medians over the rounds. Ratios above 1 say how many times better minilsm is. `*`: ")
                .append("an acknowledged put does not survive the kill of the process: no rival where puts are ")
                .append("measured.\n");
        results.forEach((shape, each) -> {
            page.append("\n## ").append(shape).append('\n');
            appendCharts(page, charts.getOrDefault(shape, List.of()));
            appendShape(page, each, peer);
        });
        if (charts.containsKey(GROWTH)) {
            page.append("\n## Growth\n");
            appendCharts(page, charts.get(GROWTH));
        }
        return page.toString();
    }

    private static void appendCharts(StringBuilder page, List<String> files) {
        for (String file : files) {
            page.append("\n![").append(file.replace(".svg", "").replace('-', ' ')).append("](");
            page.append(file).append(")\n");
        }
    }

    private static void appendShape(StringBuilder page, Results results, String peer) {
        page.append("\n| engine | settings |\n|---|---|\n");
        for (Contender each : results.contenders()) {
            page.append("| ").append(each.label()).append(" | ").append(each.note()).append(" |\n");
        }
        List<List<String>> bars = Bars.cells(results);
        if (bars.size() > 1) {
            page.append("\n### Bars\n\n").append(Bars.summary(bars)).append(".\n\n");
            appendTable(page, bars);
        }
        page.append("\n### Overview\n\n");
        appendTable(page, new Comparison(results, peer, null).cells());
        for (Metric metric : METRICS) {
            List<List<String>> cells = new Comparison(results, peer, metric).cells();
            if (cells.size() > 1) {
                page.append("\n### ").append(metric.title()).append("\n\n");
                appendTable(page, cells);
            }
        }
        page.append("\n### Spread of the leading figure: smallest to largest over the rounds\n\n");
        appendSpread(page, results);
        appendNotes(page, results);
    }

    private static void appendTable(StringBuilder page, List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            page.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                page.append("|---").append("|---:".repeat(rows.get(i).size() - 1)).append("|\n");
            }
        }
    }

    private static void appendSpread(StringBuilder page, Results results) {
        page.append("| workload | ").append(String.join(" | ", labels(results))).append(" |\n|---");
        page.append("|---:".repeat(results.contenders().size())).append("|\n");
        for (String workload : results.workloads()) {
            page.append("| ").append(workload);
            for (String engine : labels(results)) {
                page.append(" | ");
                results.spread(engine, workload, Metric.leading(workload)).ifPresent(spread -> page.append(
                                Comparison.figure(spread.min()))
                        .append(" - ")
                        .append(Comparison.figure(spread.max())));
            }
            page.append(" |\n");
        }
    }

    private static List<String> labels(Results results) {
        return results.contenders().stream().map(Contender::label).toList();
    }

    private static void appendNotes(StringBuilder page, Results results) {
        page.append("\n### Remarks\n\n");
        for (String engine : labels(results)) {
            for (String workload : results.workloads()) {
                String note = results.note(engine, workload);
                if (!note.isEmpty()) {
                    page.append("- ").append(engine).append(", ").append(workload).append(": ");
                    page.append(note).append('\n');
                }
            }
        }
    }
}
