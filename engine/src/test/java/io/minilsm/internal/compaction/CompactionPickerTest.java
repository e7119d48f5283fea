package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Options;
import io.minilsm.internal.compaction.CompactionPlan.Kind;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompactionPickerTest {
    private static final long TABLE = 100;
    private static final CompactionSettings SETTINGS = new CompactionSettings(4, 1000, TABLE, 2500);

    private final CompactionPicker picker = new CompactionPicker(SETTINGS, table -> 0);
    private final List<List<TableMetadata>> levels = new ArrayList<>();
    private long nextNumber = 1;

    CompactionPickerTest() {
        for (int level = 0; level < Version.LEVELS; level++) {
            levels.add(new ArrayList<>());
        }
    }

    @Test
    void emptyStoreNeedsNothing() {
        assertNull(picker.pick(Version.empty(), CompactionPicker.NO_SNAPSHOT));
        assertNull(picker.pickAtRest(Version.empty(), CompactionPicker.NO_SNAPSHOT));
        assertNull(picker.range(Version.empty(), null, null).next(Version.empty(), CompactionPicker.NO_SNAPSHOT));
        assertEquals(0, picker.pendingBytes(Version.empty()));
    }

    @Test
    void fourTablesInLevelZeroOfASmallStoreGoToTheLastLevel() {
        flushed("a", "z", 3);
        assertNull(pick());
        flushed("a", "z", 1);
        CompactionPlan plan = pick();
        assertEquals(Kind.LEVEL_ZERO, plan.kind());
        assertEquals(4, plan.inputs().size());
        assertEquals(6, plan.outputLevel());
        assertTrue(plan.bottommost());
        assertFalse(plan.trivialMove());
        assertEquals(4 * TABLE, picker.pendingBytes(version()));
    }

    @Test
    void oldestTableOfLevelZeroThatMeetsNothingIsMoved() {
        flushed("a", "b", 1);
        flushed("c", "d", 1);
        flushed("e", "f", 2);
        CompactionPlan plan = pick();
        assertTrue(plan.trivialMove());
        assertEquals(List.of(levels.get(0).get(3)), plan.inputs());
    }

    @Test
    void newerTablesOfLevelZeroMayStayBehindButNotOlderOnes() {
        // Newest first: d-k meets a-e, which meets only it; the two of x-z are on their own.
        flushed("a", "e", 1);
        flushed("x", "z", 2);
        flushed("d", "k", 1);
        List<TableMetadata> zero = levels.get(0);
        assertEquals(List.of(zero.get(0), zero.get(3)), pick().inputs());
        List<TableMetadata> huge = List.of(resized(zero.get(0), 5000), zero.get(1), zero.get(2), zero.get(3));
        levels.set(0, huge);
        assertEquals(List.of(zero.get(3)), pick().inputs(), "the newer one is too large to go with it");
    }

    @Test
    void largeLastLevelHasALevelAboveItAndThatIsWhereLevelZeroGoes() {
        sorted(6, 20);
        flushed("a", "z", 4);
        CompactionPlan plan = pick();
        assertEquals(5, plan.outputLevel());
        assertFalse(plan.bottommost(), "the last level holds the same keys");
    }

    @Test
    void levelBeyondItsTargetSendsTheTableThatMeetsLeast() {
        sorted(6, 40);
        add(5, "k000", "k015", 0);
        add(5, "k016", "k016x", 0);
        add(5, "k017", "k030", 0);
        add(5, "k031", "k035", 0);
        add(5, "k036", "k039", 0);
        CompactionPlan plan = pick();
        assertEquals(Kind.LEVEL_SIZE, plan.kind());
        assertEquals(levels.get(5).get(1), plan.inputs().get(0));
        assertEquals(1, plan.overlapping().size());
    }

    @Test
    void levelsLeftAboveTheBaseLevelAreEmptied() {
        sorted(6, 3);
        add(3, "k000", "k001", 0);
        CompactionPlan plan = pick();
        assertEquals(3, plan.inputLevel());
        assertEquals(6, plan.outputLevel());
    }

    @Test
    void levelZeroDoesNotGoPastALevelThatStillHoldsTables() {
        sorted(6, 3);
        add(4, "a", "z", 0);
        flushed("a", "z", 8);
        CompactionPlan plan = pick();
        assertEquals(0, plan.inputLevel());
        assertEquals(4, plan.outputLevel());
        assertEquals(levels.get(4), plan.overlapping());
    }

    @Test
    void tableWithDeletesIsNotMovedToWhereTheyEndUnlessASnapshotNeedsThem() {
        sorted(6, 1);
        add(4, "x", "z", 5);
        assertFalse(pick().trivialMove());
        assertTrue(picker.pick(version(), 0).trivialMove());
    }

    @Test
    void manyDeletesInTheLastLevelAreCleanedAtRestOnceNoSnapshotNeedsThem() {
        sorted(6, 2);
        add(6, "x", "y", 5);
        add(6, "z", "zz", 5);
        add(6, "zzz", "zzzz", 0);
        CompactionPlan plan = picker.pickAtRest(version(), CompactionPicker.NO_SNAPSHOT);
        assertEquals(levels.get(6).subList(2, 4), plan.inputs());
        assertEquals(6, plan.outputLevel());
        assertFalse(plan.trivialMove());
        assertNull(picker.pickAtRest(version(), 0), "a snapshot needs them");
        assertNull(pick(), "not while the store is written to");
    }

    @Test
    void levelZeroIsMergedAtRestWhereLittleLiesBelow() {
        flushed("a", "z", 1);
        for (String key : List.of("b", "c", "d", "e")) {
            add(6, key, key + key, 0);
        }
        CompactionPlan plan = picker.pickAtRest(version(), CompactionPicker.NO_SNAPSHOT);
        assertEquals(Kind.LEVEL_ZERO, plan.kind());
        assertEquals(levels.get(0), plan.inputs());
        assertEquals(levels.get(6), plan.overlapping());
        assertNull(pick(), "not while the store is written to");
        add(6, "f", "ff", 0);
        assertNull(picker.pickAtRest(version(), CompactionPicker.NO_SNAPSHOT), "too much lies below");
    }

    @Test
    void planIsBoundedThoughLevelZeroHasPiledUp() {
        flushed("a", "z", 200);
        CompactionPlan plan = pick();
        assertEquals(25, plan.inputs().size());
        assertEquals(levels.get(0).subList(175, 200), plan.inputs(), "the oldest ones");
    }

    @Test
    void settingsFollowTheOptions() {
        Options options = Options.defaults().withMemtableBytes(1 << 20).withTableFileBytes(2 << 20);
        CompactionSettings settings = CompactionSettings.of(options);
        assertEquals(8L << 20, settings.baseBytes());
        assertEquals(2L << 20, settings.tableFileBytes());
        assertEquals(50L << 20, settings.maxInputBytes());
    }

    private CompactionPlan pick() {
        return picker.pick(version(), CompactionPicker.NO_SNAPSHOT);
    }

    private Version version() {
        return new Version(levels);
    }

    private void flushed(String from, String to, int count) {
        for (int i = 0; i < count; i++) {
            levels.get(0).add(0, table(from, to, 0));
        }
    }

    /** Fills the level with tables of one key each, k000 and on. */
    private void sorted(int level, int count) {
        for (int i = 0; i < count; i++) {
            String key = String.format("k%03d", i);
            add(level, key, key, 0);
        }
    }

    private void add(int level, String from, String to, int deletes) {
        levels.get(level).add(table(from, to, deletes));
        levels.get(level).sort((a, b) -> Arrays.compareUnsigned(a.smallestKey(), b.smallestKey()));
    }

    private TableMetadata table(String from, String to, int deletes) {
        long number = nextNumber++;
        byte[] smallest = from.getBytes(StandardCharsets.ISO_8859_1);
        byte[] largest = to.getBytes(StandardCharsets.ISO_8859_1);
        return new TableMetadata(number, TABLE, smallest, largest, number, number, 10, deletes, 0);
    }

    private static TableMetadata resized(TableMetadata table, long bytes) {
        return new TableMetadata(
                table.number(), bytes, table.smallestKey(), table.largestKey(), 1, 1, table.entries(), 0, 0);
    }
}
