package io.minilsm.bench.report;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.workload.Row;
import java.awt.Dimension;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** Draws the results as SVG files: by XChart, onto Batik's canvas. For one thread. */
public final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 460;
    private static final Pattern COUNT = Pattern.compile("(\\d+) entries, (.*)");

    private final Path directory;
    private final Map<String, List<String>> filesBySection = new LinkedHashMap<>();

    /** Draws into a directory, which exists. */
    public Charts(Path directory) {
        this.directory = directory;
    }

    /** A part of the rows that makes one chart. */
    private enum Group {
        PUTS("puts"),
        READS("reads"),
        DURABLE("durable puts");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        static Optional<Group> of(Row row) {
            return switch (row.kind()) {
                case PUTS, ROUTED_PUTS -> Optional.of(PUTS);
                case READS -> Optional.of(READS);
                case DURABLE_PUTS -> Optional.of(DURABLE);
                case PACED_BY_TIME, LATENCY, OPENING, CLOSING -> Optional.empty();
            };
        }
    }

    /** Draws all; returns the names of the files by the title of their section. */
    public Map<String, List<String>> draw(Map<String, Results> results) throws IOException {
        int section = 0;
        for (Map.Entry<String, Results> each : results.entrySet()) {
            section++;
            for (Group group : Group.values()) {
                drawBars(section, each.getKey(), each.getValue(), group);
            }
        }
        drawGrowth(results);
        return filesBySection;
    }

    private void drawBars(int section, String title, Results results, Group group) throws IOException {
        List<String> rows = results.workloads().stream()
                .filter(name -> Row.of(name).flatMap(Group::of).equals(Optional.of(group)))
                .toList();
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(group.title + ": " + title)
                .yAxisTitle("rate: minilsm is 1, more is better")
                .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisLabelRotation(30);
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        double least = 1;
        for (Contender each : results.contenders()) {
            for (String row : rows) {
                Optional<Double> value = relative(results, each, row);
                if (value.isPresent()) {
                    values.computeIfAbsent(each.label(), key -> new LinkedHashMap<>()).put(row, value.get());
                    least = Math.min(least, value.get());
                }
            }
        }
        // A row that somebody does not have gets the bar of no height.
        double floor = least / 2;
        chart.getStyler().setYAxisMin(floor);
        values.forEach((label, own) -> chart.addSeries(
                label, rows, rows.stream().map(row -> own.getOrDefault(row, floor)).toList()));
        if (values.size() > 1) {
            write(title, String.format(Locale.ROOT, "section-%d-%s", section, group.title.replace(' ', '-')), chart);
        }
    }

    private static Optional<Double> relative(Results results, Contender contender, String row) {
        Metric metric = Metric.leading(row);
        Optional<Spread> ours = results.contenders().stream()
                .filter(each -> each.role() == Contender.Role.OURS)
                .findFirst()
                .flatMap(each -> results.spread(each.label(), row, metric));
        Optional<Spread> theirs = results.spread(contender.label(), row, metric);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(1 / metric.ratio(ours.get().median(), theirs.get().median()));
    }

    /** Draws each row over the number of entries, where there are several numbers. */
    private void drawGrowth(Map<String, Results> results) throws IOException {
        Map<String, Map<Integer, Results>> bySize = new LinkedHashMap<>();
        results.forEach((title, each) -> {
            Matcher matcher = COUNT.matcher(title);
            if (matcher.matches()) {
                bySize.computeIfAbsent(matcher.group(2), key -> new TreeMap<>())
                        .put(Integer.valueOf(matcher.group(1)), each);
            }
        });
        for (Map.Entry<String, Map<Integer, Results>> each : bySize.entrySet()) {
            if (each.getValue().size() > 1) {
                drawGrowth(each.getKey(), each.getValue());
            }
        }
    }

    private void drawGrowth(String shape, Map<Integer, Results> sizes) throws IOException {
        Results first = sizes.values().iterator().next();
        for (String row : first.workloads()) {
            Metric metric = Metric.leading(row);
            boolean empty = true;
            XYChart chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .title(row + ", " + shape)
                    .xAxisTitle("entries")
                    .yAxisTitle(metric.unit())
                    .build();
            style(chart.getStyler());
            chart.getStyler().setXAxisLogarithmic(true);
            chart.getStyler().setYAxisLogarithmic(true);
            for (Contender contender : first.contenders()) {
                List<Integer> x = new ArrayList<>();
                List<Double> y = new ArrayList<>();
                sizes.forEach((size, measured) -> measured.spread(contender.label(), row, metric)
                        .ifPresent(spread -> {
                            x.add(size);
                            y.add(spread.median());
                        }));
                if (!x.isEmpty()) {
                    chart.addSeries(contender.label(), x, y);
                    empty = false;
                }
            }
            if (!empty) {
                write("growth", "growth-" + row.replaceAll("[^a-z0-9]+", "-"), chart);
            }
        }
    }

    private static void style(Styler styler) {
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    }

    private void write(String section, String name, Chart<?, ?> chart) throws IOException {
        SVGGeneratorContext context =
                SVGGeneratorContext.createDefault(GenericDOMImplementation.getDOMImplementation()
                        .createDocument("http://www.w3.org/2000/svg", "svg", null));
        // Letters become outlines: more digits would make files of half a megabyte.
        context.setPrecision(1);
        SVGGraphics2D canvas = new SVGGraphics2D(context, false);
        canvas.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.paint(canvas, WIDTH, HEIGHT);
        String file = name + ".svg";
        try (Writer writer = Files.newBufferedWriter(directory.resolve(file))) {
            canvas.stream(writer, true);
        }
        filesBySection.computeIfAbsent(section, key -> new ArrayList<>()).add(file);
    }
}
