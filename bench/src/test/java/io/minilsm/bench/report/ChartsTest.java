package io.minilsm.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.peer.PeerCatalog;
import io.minilsm.bench.workload.Latencies;
import io.minilsm.bench.workload.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChartsTest {
    @TempDir
    private Path directory;

    @Test
    void drawsRowsOfASectionAndTheirGrowthOverSections() throws Exception {
        Map<String, Results> results = new LinkedHashMap<>();
        results.put("1000 entries, some keys", results(100, 200));
        results.put("2000 entries, some keys", results(150, 500));
        Map<String, List<String>> files = new Charts(directory).draw(results);
        assertEquals(List.of("section-1-reads.svg"), files.get("1000 entries, some keys"));
        assertEquals(List.of("growth-readrandom.svg", "growth-readmissing.svg"), files.get("growth"));
        for (List<String> each : files.values()) {
            for (String file : each) {
                String text = Files.readString(directory.resolve(file));
                assertTrue(text.contains("<svg") && text.contains("<path"), file);
            }
        }
    }

    private static Results results(long ours, long theirs) {
        Results results = new Results(PeerCatalog.contenders());
        results.add("minilsm", List.of(measured("readrandom", ours), measured("readmissing", ours)));
        results.add("lmdb", List.of(measured("readrandom", theirs)));
        return results;
    }

    private static Measurement measured(String workload, long nanos) {
        return new Measurement(workload, 1, nanos, nanos, nanos, 0, 0, 0, 0, 0, 0, 0, 0, 0, Latencies.NONE, "");
    }
}
