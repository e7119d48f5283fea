package io.minilsm.bench;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a run does.
 *
 * @param engines names of the engines
 * @param rows what is measured
 * @param shapes what the data look like, one after the other
 * @param rounds rounds at most
 * @param minutes time after which no further round starts; the first is always done
 * @param heapMiB largest heap of each process
 * @param maxMillis time after which a workload stops
 * @param seconds time of the workloads that have no end
 */
record Plan(
        List<String> engines,
        Set<Row> rows,
        List<Shape> shapes,
        int rounds,
        double minutes,
        int heapMiB,
        long maxMillis,
        double seconds) {

    /**
     * What the data look like.
     *
     * @param keys shape of the keys
     * @param valueBytes length of the values
     * @param entries their number
     * @param memoryBytes memory for buffers and caches of each engine
     */
    record Shape(KeyShape keys, int valueBytes, int entries, long memoryBytes) {
        String title() {
            String keyShape = keys.name().toLowerCase(Locale.ROOT);
            return entries + " entries, " + keyShape + " keys of " + keys.keyBytes() + " B, values of " + valueBytes
                    + " B";
        }
    }

    /** Returns each engine at each shape, in the order of a round: every round starts with another engine. */
    List<String> order(int round) {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < engines.size(); i++) {
            order.add(engines.get((i + round) % engines.size()));
        }
        return order;
    }

    /** Returns what the process of an engine has to do. */
    RoundSettings settings(String engine, Shape shape, Path directory) {
        return new RoundSettings(
                engine,
                directory.toString(),
                shape.entries(),
                shape.valueBytes(),
                shape.keys(),
                shape.memoryBytes(),
                maxMillis,
                seconds,
                shape.memoryBytes() / 8,
                rows);
    }
}
