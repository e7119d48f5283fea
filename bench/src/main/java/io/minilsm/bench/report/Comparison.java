package io.minilsm.bench.report;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.Contender.Role;
import io.minilsm.bench.workload.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** A table: a row for each workload, a column for each engine, and how many times better MiniLSM is. Immutable. */
public final class Comparison {
    private final Results results;
    private final String peer;
    private final Metric metric;

    /**
     * Makes a table.
     *
     * @param peer the family of contenders that the first ratio is to
     * @param metric the metric of all rows, or null for each row's leading one
     */
    public Comparison(Results results, String peer, Metric metric) {
        this.results = results;
        this.peer = peer;
        this.metric = metric;
    }

    /**
     * How many times better MiniLSM is than another engine.
     *
     * @param workload the workload
     * @param engine the other engine
     * @param factor above 1 is better
     */
    public record Ratio(String workload, String engine, double factor) {}

    /** Returns the ratios to the best other store in each workload, the smallest first. */
    public List<Ratio> worst() {
        List<Ratio> ratios = new ArrayList<>();
        for (String workload : results.workloads()) {
            best(workload).ifPresent(ratios::add);
        }
        ratios.sort((a, b) -> Double.compare(a.factor(), b.factor()));
        return ratios;
    }

    /** Returns the ratio to the best one of a family, if both were measured. */
    public Optional<Ratio> ratio(String workload, String family) {
        return hardest(workload, each -> each.family().equals(family) && givesAsMuch(each, workload));
    }

    /** Returns the ratio to the best other store that gives the same guarantee in this workload. */
    public Optional<Ratio> best(String workload) {
        return hardest(workload, each -> each.role() == Role.PEER && givesAsMuch(each, workload));
    }

    private static boolean givesAsMuch(Contender contender, String workload) {
        return contender.survivesKill() || !Row.of(workload).map(Row::needsSurvival).orElse(false);
    }

    private Optional<Ratio> hardest(String workload, Predicate<Contender> rival) {
        Ratio hardest = null;
        for (Contender each : results.contenders()) {
            Optional<Ratio> ratio = rival.test(each) ? ratioTo(workload, each.label()) : Optional.empty();
            if (ratio.isPresent() && (hardest == null || ratio.get().factor() < hardest.factor())) {
                hardest = ratio.get();
            }
        }
        return Optional.ofNullable(hardest);
    }

    private Optional<Ratio> ratioTo(String workload, String engine) {
        Metric used = metricOf(workload);
        Optional<Spread> theirs = results.spread(engine, workload, used);
        Optional<Spread> ours = results.contenders().stream()
                .filter(each -> each.role() == Role.OURS)
                .findFirst()
                .flatMap(each -> results.spread(each.label(), workload, used));
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        double factor = used.ratio(ours.get().median(), theirs.get().median());
        return Optional.of(new Ratio(workload, engine, factor));
    }

    private Metric metricOf(String workload) {
        return metric == null ? Metric.leading(workload) : metric;
    }

    /** Returns the cells, the heading first; rows without any value are left out. */
    public List<List<String>> cells() {
        List<List<String>> rows = new ArrayList<>();
        boolean withPeer = results.contenders().stream().anyMatch(each -> each.family().equals(peer));
        List<String> heading = new ArrayList<>(List.of("workload"));
        for (Contender each : results.contenders()) {
            heading.add(each.survivesKill() ? each.label() : each.label() + "*");
        }
        if (withPeer) {
            heading.add("x " + peer);
        }
        heading.add("x best peer");
        rows.add(heading);
        for (String workload : results.workloads()) {
            List<String> row = row(workload, withPeer);
            if (row.stream().skip(1).anyMatch(cell -> !cell.isEmpty())) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row(String workload, boolean withPeer) {
        Metric used = metricOf(workload);
        List<String> row = new ArrayList<>();
        row.add(metric == null ? workload + " " + used.unit() : workload);
        for (Contender each : results.contenders()) {
            Optional<Spread> spread = results.spread(each.label(), workload, used);
            row.add(spread.map(value -> figure(value.median())).orElse(""));
        }
        if (withPeer) {
            row.add(ratio(workload, peer).map(ratio -> factor(ratio.factor())).orElse(""));
        }
        row.add(best(workload)
                .map(ratio -> factor(ratio.factor()) + " " + ratio.engine())
                .orElse(""));
        return row;
    }

    /** Returns a ratio with as many digits as count. */
    static String factor(double factor) {
        return String.format(Locale.ROOT, "%.2f", factor);
    }

    /** Returns a number short enough for a column: three digits that count, and k or M. */
    static String figure(double value) {
        if (value >= 999_500) {
            return digits(value / 1e6) + "M";
        }
        return value >= 9_999.5 ? digits(value / 1e3) + "k" : digits(value);
    }

    private static String digits(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
