package io.minilsm.bench;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a run does.
 *
 * @param sections what is measured, a table each
 * @param rounds rounds at most
 * @param minutes time after which no further round starts; the first is always done
 * @param heapMiB largest heap of each process
 */
record Plan(List<Section> sections, int rounds, double minutes, int heapMiB) {

    /**
     * One table of the report: the same data for all.
     *
     * @param suite the group of workloads
     * @param contenders who takes part
     * @param rows what is measured
     * @param shape what the data look like
     * @param limits how long it may take
     * @param every which rounds it takes part in: all, every other one
     */
    record Section(
            Suite suite, List<Contender> contenders, Set<Row> rows, Shape shape, Limits limits, int every) {
        String title() {
            String prefix =
                    switch (suite) {
                        case ENGINE -> "";
                        case JDBC -> "JDBC, ";
                        case CAMEL -> "Camel, ";
                    };
            return prefix + shape.title();
        }

        /** Returns the contenders of a round in its order: every round starts with another one. */
        List<Contender> order(int round) {
            List<Contender> order = new ArrayList<>();
            for (int i = 0; i < contenders.size(); i++) {
                Contender each = contenders.get((i + round) % contenders.size());
                int rests = Math.max(every, Contenders.every(suite, each.label(), shape.entries()));
                if (round % rests == 0) {
                    order.add(each);
                }
            }
            return order;
        }

        /** Returns what the process of a contender has to do. */
        RoundSettings settings(Contender contender, Path directory, Haste haste) {
            return new RoundSettings(
                    suite,
                    contender.label(),
                    directory.toString(),
                    shape.entries() / Contenders.share(suite, contender.label(), shape.entries()),
                    shape.valueBytes(),
                    shape.keys(),
                    shape.memoryBytes(),
                    haste.of(limits.maxMillis()),
                    haste.of(limits.fillMillis()),
                    haste.of(limits.durableMillis()),
                    haste.patience(),
                    shape.logBytes(),
                    rows);
        }
    }

    /**
     * What the data look like.
     *
     * @param keys shape of the keys
     * @param valueBytes length of the values
     * @param entries their number
     * @param memoryBytes memory for buffers and caches of each engine
     * @param logBytes bytes of keys and values in the log of a store whose process is killed
     */
    record Shape(KeyShape keys, int valueBytes, int entries, long memoryBytes, long logBytes) {
        String title() {
            String keyShape = keys.name().toLowerCase(Locale.ROOT);
            return entries + " entries, " + keyShape + " keys of " + keys.keyBytes() + " B, values of " + valueBytes
                    + " B";
        }
    }

    /**
     * Times after which workloads stop.
     *
     * @param maxMillis reads and mixes
     * @param fillMillis those that fill a store
     * @param durableMillis durable puts, which have no end of their own
     */
    record Limits(long maxMillis, long fillMillis, long durableMillis) {}
}
