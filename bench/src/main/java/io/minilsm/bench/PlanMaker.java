package io.minilsm.bench;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.Contender.Role;
import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Suite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes a plan of what was asked for; what was not is decided by the mode. For one thread. */
final class PlanMaker {
    /** As much as the engine takes by itself when there is plenty, for 2 million entries; smaller sets get less. */
    private static final long FULL_MEMORY_BYTES = 448L << 20;

    private static final long MIN_MEMORY_BYTES = 14L << 20;
    private static final long FULL_LOG_BYTES = 64L << 20;
    private static final int FULL_ENTRIES = 2_000_000;
    private static final int LARGE_VALUE_FACTOR = 8;
    /** The slow ones and the variants are left to the full run. */
    private static final Set<String> QUICK_ENGINES =
            Set.of("minilsm", "rocksdb", "rocksdb-recycled", "lmdb", "h2", "sqlite", "bare-loop");

    /** More of the same as rows that the quick run has. */
    private static final Set<Row> LEFT_TO_FULL = EnumSet.of(
            Row.CAMEL_SYNC64, Row.CAMEL_OS64, Row.CAMEL_LIST1, Row.CAMEL_LIST500, Row.CAMEL_GROUP10,
            Row.CAMEL_GROUP1000);

    private static final int[] GROWTH_ENTRIES = {200_000, 2_000_000, 20_000_000};

    private static final Set<Row> GROWTH_ROWS = EnumSet.of(
            Row.FILLRANDOM, Row.OVERWRITE, Row.READRANDOM, Row.READMISSING, Row.READSEQ, Row.SEEK10, Row.SEEK100);

    private final Mode mode;
    private List<String> peers;
    private Set<Row> rows;
    private Integer entries;
    private Integer valueBytes;
    private KeyShape keys;
    private Double seconds;

    PlanMaker(Mode mode) {
        this.mode = mode;
    }

    /** How much is measured. */
    enum Mode {
        QUICK(100_000, 2, 4.6, 1024, new Plan.Limits(200, 1000, 300)),
        FULL(FULL_ENTRIES, 5, 58, 2048, new Plan.Limits(1000, 5000, 900)),
        GROWTH(0, 3, 58, 3072, new Plan.Limits(3000, 120_000, 3000));

        private final int entries;
        private final int rounds;
        private final double minutes;
        private final int heapMiB;
        private final Plan.Limits limits;

        Mode(int entries, int rounds, double minutes, int heapMiB, Plan.Limits limits) {
            this.entries = entries;
            this.rounds = rounds;
            this.minutes = minutes;
            this.heapMiB = heapMiB;
            this.limits = limits;
        }
    }

    /** Asks for these alone, beside this project; null is the mode's choice. */
    PlanMaker peers(List<String> names) {
        peers = names;
        return this;
    }

    /** Asks for these alone; null is all that the mode has. */
    PlanMaker rows(Set<Row> chosen) {
        rows = chosen;
        return this;
    }

    /** Asks for data of one shape; each null is the mode's choice. */
    PlanMaker data(Integer count, Integer bytes, KeyShape shape) {
        entries = count;
        valueBytes = bytes;
        keys = shape;
        return this;
    }

    /** Asks for longer or shorter workloads; null is the mode's choice. */
    PlanMaker seconds(Double limit) {
        seconds = limit;
        return this;
    }

    /** Returns the plan; null for rounds or minutes is the mode's choice. */
    Plan plan(Integer rounds, Double minutes) {
        List<Plan.Section> sections = new ArrayList<>();
        for (Plan.Shape shape : shapes()) {
            add(sections, Suite.ENGINE, shape);
        }
        if (mode != Mode.GROWTH) {
            int fewer = (entries != null ? entries : mode.entries) / (mode == Mode.QUICK ? 2 : 10);
            add(sections, Suite.JDBC, shape(KeyShape.DECIMAL, valueBytes != null ? valueBytes : 100, fewer));
            add(sections, Suite.CAMEL, shape(KeyShape.DECIMAL, valueBytes != null ? valueBytes : 100, fewer));
        }
        return new Plan(
                sections,
                rounds != null ? rounds : mode.rounds,
                minutes != null ? minutes : mode.minutes,
                mode.heapMiB);
    }

    private void add(List<Plan.Section> sections, Suite suite, Plan.Shape shape) {
        Set<Row> chosen = EnumSet.noneOf(Row.class);
        for (Row row : rows != null ? rows : defaultRows()) {
            if (row.suite() == suite) {
                chosen.add(row);
            }
        }
        List<Contender> contenders = contenders(suite, shape);
        boolean alone = contenders.stream().allMatch(each -> each.role() == Role.OURS);
        boolean asked = peers != null && peers.stream().allMatch(each -> each.equals(PeerCatalog.MINILSM.label()));
        if (!chosen.isEmpty() && !contenders.isEmpty() && (!alone || asked)) {
            sections.add(new Plan.Section(suite, contenders, chosen, shape, limits(), every(suite, shape)));
        }
    }

    private Set<Row> defaultRows() {
        Set<Row> all = EnumSet.allOf(Row.class);
        return switch (mode) {
            case QUICK -> {
                all.removeAll(LEFT_TO_FULL);
                yield all;
            }
            case FULL -> all;
            case GROWTH -> GROWTH_ROWS;
        };
    }

    /** The other shapes of a full run take part in every other round. */
    private int every(Suite suite, Plan.Shape shape) {
        boolean chosen = keys != null || valueBytes != null;
        return mode == Mode.FULL && suite == Suite.ENGINE && !isMain(shape) && !chosen ? 2 : 1;
    }

    private static boolean isMain(Plan.Shape shape) {
        return shape.keys() == KeyShape.DECIMAL && shape.valueBytes() == 100;
    }

    private List<Contender> contenders(Suite suite, Plan.Shape shape) {
        List<Contender> chosen = new ArrayList<>();
        for (Contender each : Contenders.of(suite)) {
            if (each.role() == Role.OURS || isChosen(suite, each, shape)) {
                int share = Contenders.share(suite, each.label(), shape.entries());
                chosen.add(share == 1 ? each : withNote(each, shape.entries() / share));
            }
        }
        return chosen;
    }

    private boolean isChosen(Suite suite, Contender contender, Plan.Shape shape) {
        if (peers != null) {
            return peers.contains(contender.label());
        }
        // The other shapes ask whether the picture stays the same, which those at the top can tell.
        return switch (mode) {
            case QUICK -> suite != Suite.ENGINE || QUICK_ENGINES.contains(contender.label());
            case FULL -> suite != Suite.ENGINE
                    || (isMain(shape) ? contender.role() != Role.VARIANT : isAtTheTop(contender));
            case GROWTH -> isAtTheTop(contender);
        };
    }

    private static boolean isAtTheTop(Contender contender) {
        return contender.family().equals(PeerCatalog.ROCKSDB.label())
                || contender.label().equals(PeerCatalog.LMDB.label())
                || contender.role() == Role.YARDSTICK;
    }

    private static Contender withNote(Contender of, int entries) {
        String note = of.note() + "; only " + entries + " entries, as it would take too long";
        return new Contender(of.label(), of.family(), note, of.survivesKill(), of.role());
    }

    private List<Plan.Shape> shapes() {
        List<Plan.Shape> shapes = new ArrayList<>();
        if (mode == Mode.GROWTH) {
            for (int count : GROWTH_ENTRIES) {
                if (entries == null || count <= entries) {
                    shapes.add(shape(
                            keys != null ? keys : KeyShape.DECIMAL, valueBytes != null ? valueBytes : 100, count));
                }
            }
            return shapes;
        }
        int count = entries != null ? entries : mode.entries;
        if (valueBytes != null || keys != null) {
            KeyShape only = keys != null ? keys : KeyShape.DECIMAL;
            return List.of(shape(only, valueBytes != null ? valueBytes : 100, count));
        }
        shapes.add(shape(KeyShape.DECIMAL, 100, count));
        if (mode == Mode.FULL) {
            shapes.add(shape(KeyShape.PREFIX, 100, count / 4));
            shapes.add(shape(KeyShape.DECIMAL, 1024, count / LARGE_VALUE_FACTOR));
        }
        return shapes;
    }

    private static Plan.Shape shape(KeyShape keys, int valueBytes, int entries) {
        double part = (double) entries * (keys.keyBytes() + valueBytes) / (FULL_ENTRIES * 116.0);
        double bounded = Math.min(1, part);
        long memory = Math.max(MIN_MEMORY_BYTES, (long) (FULL_MEMORY_BYTES * bounded));
        // Less than a write buffer, so that all of it is in the log: about 64 MiB there.
        long log = Math.min(memory / 8, (long) (FULL_LOG_BYTES * bounded));
        return new Plan.Shape(keys, valueBytes, entries, memory, Math.max(1 << 20, log));
    }

    private Plan.Limits limits() {
        if (seconds == null) {
            return mode.limits;
        }
        long millis = (long) (seconds * 1000);
        return new Plan.Limits(millis, Math.max(millis, mode.limits.fillMillis()), millis);
    }
}
