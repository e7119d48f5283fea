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
    CLOSE("close", Kind.CLOSING),

    /** INSERT and COMMIT of one connection. */
    JDBC_COMMIT1("jdbc insert+commit x1", Kind.DURABLE_PUTS),
    /** INSERT and COMMIT of several connections. */
    JDBC_COMMIT8("jdbc insert+commit x8", Kind.DURABLE_PUTS),
    /** Batches of INSERTs with one COMMIT each. */
    JDBC_BATCH1000("jdbc batch of 1000", Kind.DURABLE_PUTS),
    /** SELECT of one value. */
    JDBC_SELECT("jdbc select by key", Kind.READS),
    /** SELECT of neighbours. */
    JDBC_RANGE100("jdbc range of 100", Kind.READS),
    /** SELECT of everything. */
    JDBC_SCAN("jdbc select all", Kind.READS),
    /** COUNT of a part. */
    JDBC_COUNT("jdbc count of 10000", Kind.READS),

    /** Durable messages of one sender. */
    CAMEL_SYNC1("camel durable x1", Kind.DURABLE_PUTS),
    /** Durable messages of several senders. */
    CAMEL_SYNC16("camel durable x16", Kind.DURABLE_PUTS),
    /** Durable messages of many senders. */
    CAMEL_SYNC64("camel durable x64", Kind.DURABLE_PUTS),
    /** Messages of one sender that survive a kill. */
    CAMEL_OS1("camel unsynced x1", Kind.ROUTED_PUTS),
    /** Messages of several senders that survive a kill. */
    CAMEL_OS16("camel unsynced x16", Kind.ROUTED_PUTS),
    /** Messages of many senders that survive a kill. */
    CAMEL_OS64("camel unsynced x64", Kind.ROUTED_PUTS),
    /** Durable messages whose body is a list of one entry. */
    CAMEL_LIST1("camel list of 1", Kind.DURABLE_PUTS),
    /** Durable messages whose body is a list. */
    CAMEL_LIST100("camel list of 100", Kind.DURABLE_PUTS),
    /** Durable messages whose body is a long list. */
    CAMEL_LIST500("camel list of 500", Kind.DURABLE_PUTS),
    /** Small groups in an aggregation repository. */
    CAMEL_GROUP10("camel aggregate 10", Kind.DURABLE_PUTS),
    /** Groups in an aggregation repository. */
    CAMEL_GROUP100("camel aggregate 100", Kind.DURABLE_PUTS),
    /** Large groups in an aggregation repository. */
    CAMEL_GROUP1000("camel aggregate 1000", Kind.DURABLE_PUTS),
    /** Messages that an idempotent repository has not seen. */
    CAMEL_IDEMPOTENT("camel idempotent add", Kind.DURABLE_PUTS);

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
        /** Puts that are to survive a kill, with a route around the store whose threads are not the caller's alone. */
        ROUTED_PUTS,
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

    /** Returns the group that it belongs to. */
    public Suite suite() {
        return label.startsWith("jdbc") ? Suite.JDBC : label.startsWith("camel") ? Suite.CAMEL : Suite.ENGINE;
    }

    /** Returns what is measured. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether a store that loses acknowledged puts at a kill does less here than is asked for. */
    public boolean needsSurvival() {
        return switch (kind) {
            case PUTS, ROUTED_PUTS, PACED_BY_TIME, LATENCY, OPENING -> true;
            case DURABLE_PUTS, READS, CLOSING -> false;
        };
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
     * Returns the rows that a word stands for: the one of that name, else all whose name starts with it, else those of
     * the group of that name. Spaces and plus signs may be left out.
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
        if (wanted.equals(plain(Suite.ENGINE.name()))) {
            for (Row each : values()) {
                if (each.suite() == Suite.ENGINE) {
                    rows.add(each);
                }
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
