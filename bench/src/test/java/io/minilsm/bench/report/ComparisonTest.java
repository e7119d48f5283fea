package io.minilsm.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.workload.Latencies;
import io.minilsm.bench.workload.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private final Results results = new Results(PeerCatalog.contenders());

    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertEquals(new Spread(3, 1, 9), Spread.of(9, 1, 3));
        assertEquals(new Spread(2.5, 1, 9), Spread.of(9, 2, 3, 1));
        assertThrows(IllegalArgumentException.class, Spread::of);
    }

    @Test
    void ratesAreOperationsPerSecond() {
        Measurement measured = measured("readrandom", 1000, 2_000_000_000L, 500_000_000L);
        assertEquals(500, Metric.PER_SECOND.of(measured));
        assertEquals(2000, Metric.PER_CALLER_SECOND.of(measured));
        assertEquals(2, Metric.MILLIS.of(measured));
        assertEquals(0, Metric.PER_SECOND.of(Measurement.remark("readrandom", "not there")));
    }

    @Test
    void ratioIsOfMediansAndAboveOneWhereMiniLsmIsBetter() {
        for (long nanos : List.of(400, 100, 200)) {
            results.add("minilsm", List.of(measured("readrandom", 1, nanos, nanos)));
        }
        results.add("rocksdb", List.of(measured("readrandom", 1, 600, 600)));
        assertEquals(3, comparison().ratio("readrandom", "rocksdb").orElseThrow().factor(), 1e-9);
    }

    @Test
    void shorterTimesAreBetter() {
        results.add("minilsm", List.of(measured("close", 1, 100, 100)));
        results.add("rocksdb", List.of(measured("close", 1, 50, 50)));
        assertEquals(0.5, comparison().ratio("close", "rocksdb").orElseThrow().factor(), 1e-9);
    }

    @Test
    void whoLosesAcknowledgedPutsIsNoRivalInPuts() {
        for (String workload : List.of("fillrandom", "readrandom")) {
            results.add("minilsm", List.of(measured(workload, 1, 100, 100)));
            results.add("h2", List.of(measured(workload, 1, 50, 50)));
            results.add("sqlite", List.of(measured(workload, 1, 300, 300)));
        }
        assertEquals("sqlite", comparison().best("fillrandom").orElseThrow().engine());
        assertEquals("h2", comparison().best("readrandom").orElseThrow().engine());
    }

    @Test
    void neitherItsOwnVariantsNorTheBareLoopAreRivals() {
        results.add("minilsm", List.of(measured("fillsync x1", 1, 100, 100)));
        results.add("minilsm-none", List.of(measured("fillsync x1", 1, 10, 10)));
        results.add("bare-loop", List.of(measured("fillsync x1", 1, 10, 10)));
        assertTrue(comparison().best("fillsync x1").isEmpty());
    }

    @Test
    void rowsWithoutAnyValueAreLeftOut() {
        results.add("minilsm", List.of(Measurement.remark("readreverse", "not there")));
        assertEquals(1, comparison().cells().size());
    }

    @Test
    void pageShowsRemarksAndFacts() {
        results.add("minilsm", List.of(measured("readrandom", 1000, 1_000_000, 1_000_000)));
        results.add("leveldb", List.of(Measurement.remark("readreverse", "not there")));
        String page = MarkdownReport.page(
                Map.of("machine", "small"), Map.of("tiny", results), "rocksdb", Map.of("tiny", List.of("a-b.svg")));
        assertTrue(page.contains("![a b](a-b.svg)"), page);
        assertTrue(page.contains("- machine: small"), page);
        assertTrue(page.contains("- leveldb, readreverse: not there"), page);
        assertTrue(page.contains("| readrandom /cpu-s | 1.00M |"), page);
        assertFalse(page.contains("NaN"), page);
    }

    @Test
    void figuresHaveThreeDigitsThatCount() {
        assertEquals("0.12", Comparison.figure(0.123));
        assertEquals("12.3", Comparison.figure(12.34));
        assertEquals("1234", Comparison.figure(1234));
        assertEquals("12.3k", Comparison.figure(12_340));
        assertEquals("1.00M", Comparison.figure(999_600));
    }

    @Test
    void bestOfAFamilyIsTheOneToBeat() {
        results.add("minilsm", List.of(measured("readrandom", 1, 100, 100)));
        results.add("rocksdb", List.of(measured("readrandom", 1, 600, 600)));
        results.add("rocksdb-lz4", List.of(measured("readrandom", 1, 400, 400)));
        assertEquals(4, comparison().ratio("readrandom", "rocksdb").orElseThrow().factor(), 1e-9);
    }

    @Test
    void barsSayWhatWasWantedWhatWasMeasuredAndWhetherItIsMet() {
        results.add("minilsm", List.of(measured("readrandom", 1, 100, 100)));
        results.add("rocksdb", List.of(measured("readrandom", 1, 600, 600)));
        results.add("lmdb", List.of(measured("readrandom", 1, 90, 90)));
        List<List<String>> cells = Bars.cells(results);
        assertEquals(List.of("readrandom", "callers' CPU", "rocksdb", "5.00", "6.00", "yes"), cells.get(1));
        assertEquals(List.of("readrandom", "callers' CPU", "lmdb", "1.00", "0.90", "NO"), cells.get(2));
        assertEquals("1 of 2 bars met", Bars.summary(cells));
    }

    private Comparison comparison() {
        return new Comparison(results, "rocksdb", null);
    }

    private static Measurement measured(String workload, long operations, long wallNanos, long callerNanos) {
        return new Measurement(
                workload,
                operations,
                wallNanos,
                callerNanos,
                callerNanos,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Latencies.NONE,
                "");
    }
}
