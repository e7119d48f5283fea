package io.minilsm.bench.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Suite;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JdbcRoundTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(JdbcCatalog.class)
    void everyStoreRunsEachRowWithRightAnswers(JdbcCatalog store) throws Exception {
        List<Measurement> measured = new JdbcRound(settings(store)).run();
        List<String> rows = Arrays.stream(Row.values())
                .filter(row -> row.suite() == Suite.JDBC)
                .filter(row -> store != JdbcCatalog.BARE_LOOP || row == Row.JDBC_COMMIT1)
                .map(Row::label)
                .toList();
        assertEquals(rows, measured.stream().map(Measurement::workload).toList());
        measured.forEach(each -> assertTrue(each.operations() > 0, each.workload()));
    }

    private RoundSettings settings(JdbcCatalog store) {
        return new RoundSettings(
                Suite.JDBC,
                JdbcCatalog.contenders().get(store.ordinal()).label(),
                directory.toString(),
                2500,
                100,
                KeyShape.PREFIX,
                14L << 20,
                50,
                50,
                50,
                1,
                1L << 20,
                EnumSet.allOf(Row.class));
    }
}
