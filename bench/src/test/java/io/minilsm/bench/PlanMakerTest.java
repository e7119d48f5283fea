package io.minilsm.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.PlanMaker.Mode;
import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.workload.Row;
import io.minilsm.bench.workload.Suite;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanMakerTest {
    @Test
    void fullRunHasEveryRowAndEveryContenderButVariants() {
        Plan plan = new PlanMaker(Mode.FULL).plan(null, null);
        EnumSet<Row> rows = EnumSet.noneOf(Row.class);
        plan.sections().forEach(section -> rows.addAll(section.rows()));
        assertEquals(EnumSet.allOf(Row.class), rows);
        for (Suite suite : Suite.values()) {
            List<String> labels = labels(plan.sections().stream()
                    .filter(section -> section.suite() == suite)
                    .findFirst()
                    .orElseThrow());
            for (Contender each : Contenders.of(suite)) {
                assertTrue(each.role() == Contender.Role.VARIANT || labels.contains(each.label()), each.label());
            }
        }
    }

    @Test
    void chosenPeersTakePartWhereTheyCanAndOtherSectionsAreLeftOut() {
        Plan plan = new PlanMaker(Mode.QUICK).peers(List.of("rocksdb", "lmdb")).plan(null, null);
        assertEquals(1, plan.sections().size());
        assertEquals(List.of("minilsm", "rocksdb", "lmdb"), labels(plan.sections().get(0)));
    }

    @Test
    void everyRoundStartsWithAnotherContenderAndSlowOnesRestInEveryOther() {
        Plan.Section section = new PlanMaker(Mode.FULL).plan(null, null).sections().get(0);
        assertEquals("minilsm", section.order(0).get(0).label());
        assertEquals(section.order(0).get(1).label(), section.order(1).get(0).label());
        assertTrue(labels(section, 0).contains("xodus"));
        assertTrue(!labels(section, 1).contains("xodus") && labels(section, 1).contains("rocksdb"));
    }

    @Test
    void workloadsAreMadeShorterWhereTheFirstRoundWouldEndTooLate() {
        assertEquals(Haste.NONE, Haste.of(4, 1, 10, 20));
        assertEquals(0.5, Haste.of(1, 2, 10, 20).factor(), 1e-9);
        assertEquals(250, Haste.of(0, 2, 10, 20).of(1000));
        assertEquals(50, Haste.of(0, 2, 10, 20).of(100));
    }

    private static List<String> labels(Plan.Section section) {
        return section.contenders().stream().map(Contender::label).toList();
    }

    private static List<String> labels(Plan.Section section, int round) {
        return section.order(round).stream().map(Contender::label).toList();
    }
}
