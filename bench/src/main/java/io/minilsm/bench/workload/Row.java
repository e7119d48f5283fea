package io.minilsm.bench.workload;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The workloads by name, in the order of the report. */
public enum Row {
    /** Single puts in the order of keys. */
    FILLSEQ("fillseq", Kind.PUTS),
    /** Single puts, shuffled. */
    FILLRANDOM("fillrandom", Kind.PUTS),
    /** Single puts over all entries that are there. */
    OVERWRITE("overwrite", Kind.PUTS),
    /** Shuffled puts in batches. */
    FILLBATCH100("fillbatch100", Kind.PUTS),
    /** Shuffled puts in large batches. */
    FILLBATCH1000("fillbatch1000", Kind.PUTS),
    /** Durable puts of one thread. */
    FILLSYNC1("fillsync x1", Kind.DURABLE_PUTS),
    /** Durable puts of several threads. */
    FILLSYNC8("fillsync x8", Kind.DURABLE_PUTS),
    /** Durable puts of many threads. */
    FILLSYNC32("fillsync x32", Kind.DURABLE_PUTS),
    /** Gets of one thread. */
    READRANDOM("readrandom", Kind.READS),
    /** Gets of two threads. */
    READRANDOM2("readrandom x2", Kind.READS),
    /** Gets of keys that are not there. */
    READMISSING("readmissing", Kind.READS),
    /** A walk over everything. */
    READSEQ("readseq", Kind.READS),
    /** A walk backwards over everything. */
    READREVERSE("readreverse", Kind.READS),
    /** Lookups that read on a little. */
    SEEK10("seek+next10", Kind.READS),
    /** Lookups that read on. */
    SEEK100("seek+next100", Kind.READS),
    /** Gets while another thread puts. */
    READWHILEWRITING("readwhilewriting", Kind.PACED_BY_TIME),
    /** The puts beside those gets. */
    READWHILEWRITING_WRITES("readwhilewriting (writes)", Kind.PACED_BY_TIME),
    /** Puts at a given rate. */
    STEADY("put at a steady rate", Kind.LATENCY),
    /** Half gets, half puts, some keys much more often than others. */
    YCSB_A("ycsb-a", Kind.PUTS),
    /** The same with one put among twenty operations. */
    YCSB_B("ycsb-b", Kind.PUTS),
    /** Single deletes, in runs of neighbours. */
    DELETE("delete", Kind.PUTS),
    /** A walk over what these left. */
    SCAN_AFTER_DELETE("scan after delete", Kind.READS),
    /** Opens what a killed process left. */
    OPEN_AFTER_KILL("open after kill", Kind.OPENING),
    /** Closes the store. */
    CLOSE("close", Kind.CLOSING);

    private final String label;
    private final Kind kind;

    Row(String label, Kind kind) {
        this.label = label;
        this.kind = kind;
    }

    /** What is measured, and who can be compared. */
    public enum Kind {
        /** Puts that are to survive a kill. */
        PUTS,
        /** Puts that are to survive a power cut: the device decides. */
        DURABLE_PUTS,
        /** Puts that are to survive a kill and run for a given time beside something else. */
        PACED_BY_TIME,
        /** Puts that are to survive a kill, of which only the latency is of interest. */
        LATENCY,
        /** Reads: the durability does not matter. */
        READS,
        /** Time of one step that needs what was acknowledged. */
        OPENING,
        /** Time of one step. */
        CLOSING
    }

    /** Returns the name. */
    public String label() {
        return label;
    }

    /** Returns what is measured. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether a store that loses acknowledged puts at a kill does less here than is asked for. */
    public boolean needsSurvival() {
        return kind == Kind.PUTS || kind == Kind.PACED_BY_TIME || kind == Kind.LATENCY || kind == Kind.OPENING;
    }

    /** Returns the row of that name. */
    public static Optional<Row> of(String label) {
        for (Row each : values()) {
            if (each.label.equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the rows that a word stands for: the one of that name, else all whose name starts with it. Spaces and
     * plus signs may be left out.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Set<Row> named(String word) {
        String wanted = plain(word);
        Set<Row> rows = EnumSet.noneOf(Row.class);
        for (Row each : values()) {
            if (plain(each.label).equals(wanted)) {
                return EnumSet.of(each);
            }
            if (plain(each.label).startsWith(wanted)) {
                rows.add(each);
            }
        }
        if (rows.isEmpty() || wanted.isEmpty()) {
            List<String> labels = new ArrayList<>();
            for (Row each : values()) {
                labels.add(each.label);
            }
            throw new IllegalArgumentException("no such row: actual=" + word + ", expected one of " + labels);
        }
        return rows;
    }

    private static String plain(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[ +]", "");
    }
}
