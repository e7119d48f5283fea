package io.minilsm.bench.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.workload.KeyShape;
import io.minilsm.bench.workload.Measurement;
import io.minilsm.bench.workload.RoundSettings;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Suite;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CamelRoundTest {
    private static final Set<Row> SINGLES = EnumSet.of(Row.CAMEL_SYNC16, Row.CAMEL_OS1);
    private static final Set<Row> LISTS = EnumSet.of(Row.CAMEL_LIST100);
    private static final Set<Row> GROUPS = EnumSet.of(Row.CAMEL_GROUP10);
    private static final Set<Row> IDS = EnumSet.of(Row.CAMEL_IDEMPOTENT);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(CamelCatalog.class)
    void noMessageIsLostOnTheWayToAnyStore(CamelCatalog end) throws Exception {
        Set<Row> expected = EnumSet.noneOf(Row.class);
        switch (end) {
            case FILE -> expected.addAll(SINGLES);
            case LEVELDB -> expected.addAll(GROUPS);
            case ENGINE_ALONE -> {
                expected.addAll(SINGLES);
                expected.addAll(LISTS);
            }
            default -> {
                expected.addAll(SINGLES);
                expected.addAll(LISTS);
                expected.addAll(GROUPS);
                expected.addAll(IDS);
            }
        }
        List<Measurement> measured = new CamelRound(settings(end)).run();
        assertEquals(
                expected.stream().map(Row::label).toList(),
                measured.stream().map(Measurement::workload).toList());
        // The repository of groups expects a type of number that SQLite's driver does not give.
        String impossible = end == CamelCatalog.SQL_SQLITE ? Row.CAMEL_GROUP10.label() : "";
        measured.forEach(each -> assertTrue(
                each.operations() > 0 || each.workload().equals(impossible), each.workload() + ": " + each.note()));
    }

    private RoundSettings settings(CamelCatalog end) {
        Set<Row> rows = EnumSet.copyOf(SINGLES);
        rows.addAll(LISTS);
        rows.addAll(GROUPS);
        rows.addAll(IDS);
        return new RoundSettings(
                Suite.CAMEL,
                end.contender().label(),
                directory.toString(),
                1000,
                100,
                KeyShape.PREFIX,
                14L << 20,
                60,
                60,
                60,
                1,
                1L << 20,
                rows);
    }
}
