package io.minilsm.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.peer.PeerCatalog;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RoundTest {
    @TempDir
    private Path directory;

    @Test
    void runsEveryWorkloadWithRightAnswers() throws Exception {
        List<Measurement> measured = new Round(settings("minilsm", EnumSet.allOf(Row.class))).run();
        Map<String, Measurement> byName =
                measured.stream().collect(Collectors.toMap(Measurement::workload, Function.identity()));
        for (Row row : Row.values()) {
            if (row == Row.OPEN_AFTER_KILL || row.suite() != Suite.ENGINE) {
                continue;
            }
            String workload = row.label();
            assertTrue(byName.containsKey(workload), workload + " is not in " + byName.keySet());
            assertTrue(byName.get(workload).operations() > 0, workload);
            assertTrue(byName.get(workload).perCallerSecond() > 0, workload);
        }
    }

    @Test
    void bareLoopTakesPartInTheDurablePutsOfOneThreadOnly() throws Exception {
        List<Measurement> measured = new Round(settings("bare-loop", EnumSet.allOf(Row.class))).run();
        assertEquals(List.of("fillsync x1"), measured.stream().map(Measurement::workload).toList());
    }

    @Test
    void runsOnlyTheRowsThatAreAskedFor() throws Exception {
        List<Measurement> measured =
                new Round(settings("minilsm", EnumSet.of(Row.READMISSING, Row.SEEK10))).run();
        assertEquals(
                List.of("readmissing", "seek+next10"),
                measured.stream().map(Measurement::workload).toList());
    }

    @ParameterizedTest
    @EnumSource(PeerCatalog.class)
    void everyEngineAnswersRightlyAlsoAfterMixesAndDeletes(PeerCatalog engine) throws Exception {
        Set<Row> rows = EnumSet.of(Row.YCSB_A, Row.DELETE, Row.SCAN_AFTER_DELETE);
        List<Measurement> measured = new Round(settings(engine.label(), rows)).run();
        assertEquals(engine.syncOnly() ? 0 : 3, measured.size());
        // The Java port of LevelDB at times removes a table that a get is about to open.
        boolean mayFail = engine == PeerCatalog.LEVELDB;
        measured.forEach(each -> assertTrue(
                each.operations() > 0 || mayFail && each.note().contains("Could not open table"),
                each.workload() + ": " + each.note()));
    }

    private RoundSettings settings(String engine, Set<Row> rows) {
        return new RoundSettings(
                Suite.ENGINE,
                engine,
                directory.toString(),
                5000,
                100,
                KeyShape.PREFIX,
                14L << 20,
                200,
                200,
                100,
                1,
                1L << 20,
                rows);
    }
}
