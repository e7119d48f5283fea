package io.minilsm.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundTest {
    @TempDir
    private Path directory;

    @Test
    void runsEveryWorkloadWithRightAnswers() throws Exception {
        List<Measurement> measured = new Round(settings("minilsm")).run();
        Map<String, Measurement> byName =
                measured.stream().collect(Collectors.toMap(Measurement::workload, Function.identity()));
        for (String workload : List.of("fillseq", "fillrandom", "overwrite", "fillbatch100", "fillbatch1000",
                "fillsync x1", "fillsync x8", "fillsync x32", "readrandom", "readrandom x2", "readmissing", "readseq",
                "readreverse", "seek+next10", "seek+next100", "readwhilewriting", "close")) {
            assertTrue(byName.containsKey(workload), workload + " is not in " + byName.keySet());
            assertTrue(byName.get(workload).operations() > 0, workload);
            assertTrue(byName.get(workload).perCallerSecond() > 0, workload);
        }
    }

    @Test
    void bareLoopTakesPartInTheDurablePutsOfOneThreadOnly() throws Exception {
        List<Measurement> measured = new Round(settings("bare-loop")).run();
        assertEquals(List.of("fillsync x1"), measured.stream().map(Measurement::workload).toList());
    }

    private RoundSettings settings(String engine) {
        return new RoundSettings(
                engine, directory.toString(), 5000, 100, KeyShape.PREFIX, 14L << 20, 2000, 0.1, 1L << 20);
    }
}
