package io.minilsm.bench.report;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was measured with one shape of the data: per engine and workload, one measurement for each round. */
public final class Results {
    private final List<Contender> contenders;
    private final Map<String, Map<String, List<Measurement>>> byEngine = new LinkedHashMap<>();
    private final Set<String> workloads = new LinkedHashSet<>();

    /** Starts without any measurement of these. */
    public Results(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    /** Adds the measurements of one round. */
    public void add(String engine, List<Measurement> round) {
        Map<String, List<Measurement>> ofEngine = byEngine.computeIfAbsent(engine, key -> new LinkedHashMap<>());
        for (Measurement each : round) {
            workloads.add(each.workload());
            ofEngine.computeIfAbsent(each.workload(), key -> new ArrayList<>()).add(each);
        }
    }

    /** Returns who takes part, in the order of the columns. */
    public List<Contender> contenders() {
        return contenders;
    }

    /** Returns the workloads that were measured: those with a row of their own in its order, then others. */
    public List<String> workloads() {
        List<String> ordered = new ArrayList<>();
        for (Row row : Row.values()) {
            if (workloads.contains(row.label())) {
                ordered.add(row.label());
            }
        }
        workloads.stream().filter(each -> !ordered.contains(each)).forEach(ordered::add);
        return ordered;
    }

    /** Returns the metric's values over the rounds; nothing if no round has one. */
    public Optional<Spread> spread(String engine, String workload, Metric metric) {
        double[] values = measurements(engine, workload).stream()
                .mapToDouble(metric::of)
                .filter(value -> value > 0)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Returns the last remark on the workload, or an empty text. */
    public String note(String engine, String workload) {
        String note = "";
        for (Measurement each : measurements(engine, workload)) {
            note = each.note().isEmpty() ? note : each.note();
        }
        return note;
    }

    /** Returns the measurements, one for each round. */
    public List<Measurement> measurements(String engine, String workload) {
        return byEngine.getOrDefault(engine, Map.of()).getOrDefault(workload, List.of());
    }
}
