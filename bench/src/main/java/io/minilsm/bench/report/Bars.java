package io.minilsm.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the project wants to reach, beside what was measured. Stateless. */
public final class Bars {
    private Bars() {}

    /** Returns a table, the heading first; only bars of which both sides were measured are in it. */
    public static List<List<String>> cells(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("bar", "compared", "against", "wanted", "measured", "met"));
        for (Bar bar : Bar.all()) {
            Optional<Comparison.Ratio> ratio = bar.measured(results);
            if (ratio.isPresent()) {
                double factor = ratio.get().factor();
                rows.add(List.of(
                        bar.row().label(),
                        bar.metric().shortTitle(),
                        ratio.get().engine(),
                        Comparison.factor(bar.factor()),
                        Comparison.factor(factor),
                        factor >= bar.factor() ? "yes" : "NO"));
            }
        }
        return rows;
    }

    /** Returns how many of the rows of {@link #cells} are met, in words. */
    public static String summary(List<List<String>> cells) {
        long met = cells.stream().skip(1).filter(row -> row.get(5).equals("yes")).count();
        return met + " of " + (cells.size() - 1) + " bars met";
    }
}
