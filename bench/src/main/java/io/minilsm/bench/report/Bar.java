package io.minilsm.bench.report;

import io.minilsm.bench.workload.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the project wants to reach in one workload. Immutable.
 *
 * @param row the workload
 * @param metric what is compared
 * @param against a family of contenders, or {@link #BEST}
 * @param factor how many times better it has to be at least
 */
record Bar(Row row, Metric metric, String against, double factor) {
    /** Stands for the best other store that gives the same guarantee. */
    static final String BEST = "best peer";

    private static final String ROCKSDB = "rocksdb";
    private static final String LMDB = "lmdb";
    private static final String BARE_LOOP = "bare-loop";

    /** Returns the ratio that was measured; nothing if one of the two was not. */
    Optional<Comparison.Ratio> measured(Results results) {
        Comparison comparison = new Comparison(results, against, metric);
        return against.equals(BEST) ? comparison.best(row.label()) : comparison.ratio(row.label(), against);
    }

    /** Returns all of them. */
    static List<Bar> all() {
        List<Bar> bars = new ArrayList<>();
        puts(bars);
        reads(bars);
        durablePuts(bars);
        costs(bars);
        sql(bars);
        routes(bars);
        return bars;
    }

    private static void puts(List<Bar> bars) {
        for (Row row : List.of(Row.FILLSEQ, Row.FILLRANDOM, Row.OVERWRITE, Row.FILLBATCH100, Row.FILLBATCH1000)) {
            boolean sequential = row == Row.FILLSEQ;
            bars.add(new Bar(row, Metric.PER_CALLER_SECOND, ROCKSDB, sequential ? 5 : 3));
            bars.add(new Bar(row, Metric.PER_PROCESS_SECOND, ROCKSDB, sequential ? 3 : 2));
            bars.add(new Bar(row, Metric.PER_CALLER_SECOND, BEST, sequential ? 1.5 : 1.3));
            bars.add(new Bar(row, Metric.PER_PROCESS_SECOND, BEST, sequential ? 1.5 : 1.3));
        }
    }

    private static void reads(List<Bar> bars) {
        for (Row row : List.of(
                Row.READRANDOM, Row.READRANDOM2, Row.READMISSING, Row.READSEQ, Row.READREVERSE, Row.SEEK10,
                Row.SEEK100)) {
            boolean walk = row == Row.READSEQ || row == Row.READREVERSE;
            bars.add(new Bar(row, Metric.PER_CALLER_SECOND, ROCKSDB, walk ? 6 : 5));
            bars.add(new Bar(row, Metric.PER_CALLER_SECOND, LMDB, 1));
        }
        bars.add(new Bar(Row.READWHILEWRITING, Metric.PER_SECOND, ROCKSDB, 5));
        bars.add(new Bar(Row.READWHILEWRITING_WRITES, Metric.PER_SECOND, ROCKSDB, 1));
        bars.add(new Bar(Row.READWHILEWRITING, Metric.PER_SECOND, LMDB, 1));
        bars.add(new Bar(Row.READWHILEWRITING_WRITES, Metric.PER_SECOND, LMDB, 2));
    }

    private static void durablePuts(List<Bar> bars) {
        bars.add(new Bar(Row.FILLSYNC1, Metric.PER_BARE, ROCKSDB, 1.1));
        bars.add(new Bar(Row.FILLSYNC1, Metric.PER_BARE, BARE_LOOP, 0.9));
        for (Row row : List.of(Row.FILLSYNC8, Row.FILLSYNC32)) {
            bars.add(new Bar(row, Metric.PER_BARE, ROCKSDB, 1.3));
            bars.add(new Bar(row, Metric.FORCES, ROCKSDB, 1));
        }
    }

    private static void costs(List<Bar> bars) {
        bars.add(new Bar(Row.OPEN_AFTER_KILL, Metric.MILLIS, ROCKSDB, 1));
        bars.add(new Bar(Row.STEADY, Metric.P999, ROCKSDB, 1));
        for (Row row : List.of(Row.FILLSEQ, Row.FILLRANDOM, Row.OVERWRITE)) {
            bars.add(new Bar(row, Metric.WRITE_AMPLIFICATION, ROCKSDB, 1));
            bars.add(new Bar(row, Metric.SPACE_AMPLIFICATION, ROCKSDB, 1));
            bars.add(new Bar(row, Metric.RESIDENT, ROCKSDB, 1));
        }
        bars.add(new Bar(Row.READRANDOM, Metric.RESIDENT, ROCKSDB, 1));
    }

    private static void sql(List<Bar> bars) {
        bars.add(new Bar(Row.JDBC_COMMIT1, Metric.PER_BARE, BEST, 1));
        bars.add(new Bar(Row.JDBC_COMMIT1, Metric.PER_BARE, BARE_LOOP, 0.9));
        bars.add(new Bar(Row.JDBC_COMMIT8, Metric.PER_BARE, BEST, 2));
        bars.add(new Bar(Row.JDBC_BATCH1000, Metric.PER_BARE, BEST, 2));
        bars.add(new Bar(Row.JDBC_BATCH1000, Metric.PER_CALLER_SECOND, BEST, 2));
        for (Row row : List.of(Row.JDBC_SELECT, Row.JDBC_RANGE100, Row.JDBC_SCAN, Row.JDBC_COUNT)) {
            bars.add(new Bar(row, Metric.PER_CALLER_SECOND, BEST, 2));
        }
    }

    private static void routes(List<Bar> bars) {
        for (Row row : List.of(Row.CAMEL_SYNC1, Row.CAMEL_SYNC16, Row.CAMEL_SYNC64)) {
            bars.add(new Bar(row, Metric.PER_BARE, "camel-sql", 3));
            bars.add(new Bar(row, Metric.PER_BARE, "engine-alone", 0.9));
        }
        for (Row row : List.of(Row.CAMEL_OS1, Row.CAMEL_OS16, Row.CAMEL_OS64)) {
            bars.add(new Bar(row, Metric.PER_PROCESS_SECOND, "camel-sql", 3));
            bars.add(new Bar(row, Metric.PER_PROCESS_SECOND, "no-store", 0.7));
        }
        for (Row row : List.of(
                Row.CAMEL_LIST1, Row.CAMEL_LIST100, Row.CAMEL_LIST500, Row.CAMEL_GROUP10, Row.CAMEL_GROUP100,
                Row.CAMEL_GROUP1000, Row.CAMEL_IDEMPOTENT)) {
            bars.add(new Bar(row, Metric.PER_BARE, "camel-sql", 3));
        }
    }
}
