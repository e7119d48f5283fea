package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of writes, snapshots and compactions: every read stays as it was, every level in order. */
class CompactionHistoryTest {
    private static final int STEPS = 120;

    @Test
    void readsAtEverySnapshotStayTheSameWhateverIsCompacted() throws IOException {
        long first = TestScale.seed();
        for (long seed = first; seed < first + TestScale.pick(20, 3000); seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(TestScale.rerun(seed), e);
            }
        }
    }

    private static void run(long seed) throws IOException {
        Random random = new Random(seed);
        long table = 200 + random.nextInt(800);
        long base = 300 + random.nextInt(4000);
        int trigger = 1 + random.nextInt(5);
        CompactionSettings settings =
                new CompactionSettings(trigger, base, table, table * (2 + random.nextInt(20)));
        SimulatedStore store = new SimulatedStore(settings);
        int keys = 20 + random.nextInt(400);
        RangeCompaction range = null;
        for (int step = 0; step < STEPS; step++) {
            write(store, random, keys);
            if (random.nextInt(8) == 0) {
                store.snapshots.add(store.sequence);
            }
            if (!store.snapshots.isEmpty() && random.nextInt(8) == 0) {
                store.snapshots.remove(random.nextInt(store.snapshots.size()));
            }
            if (range == null && random.nextInt(10) == 0) {
                range = store.picker.range(store.version, bound(random, keys), bound(random, keys));
            }
            CompactionPlan plan = range != null && random.nextBoolean()
                    ? range.next(store.version, store.oldestSnapshot())
                    : random.nextInt(4) == 0
                            ? store.picker.pickAtRest(store.version, store.oldestSnapshot())
                            : store.picker.pick(store.version, store.oldestSnapshot());
            if (plan == null) {
                range = null;
            } else {
                applyWithAFlushMeanwhile(store, plan, random, keys);
            }
            store.check();
        }
        store.compactWhileDue();
        store.check();
        store.snapshots.clear();
        store.compactAtRest();
        store.check();
    }

    private static void applyWithAFlushMeanwhile(SimulatedStore store, CompactionPlan plan, Random random, int keys)
            throws IOException {
        CompactionResult result = store.job(plan).run().orElseThrow();
        if (random.nextInt(3) == 0) {
            write(store, random, keys);
        }
        store.install(plan, result);
    }

    private static void write(SimulatedStore store, Random random, int keys) throws IOException {
        int count = random.nextInt(60);
        int from = random.nextInt(keys);
        int span = 1 + random.nextInt(keys);
        for (int i = 0; i < count; i++) {
            byte[] key = key(from + random.nextInt(span));
            if (random.nextInt(4) == 0) {
                store.delete(key);
            } else {
                store.put(key, random.nextInt(30));
            }
        }
        store.flush();
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "\0%05d", number).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bound(Random random, int keys) {
        return random.nextInt(3) == 0 ? null : key(random.nextInt(2 * keys));
    }

    @Test
    void rangeCompactionOfEverythingLeavesOnlyNewestVersionsInTheLastLevel() throws IOException {
        SimulatedStore store = filled(7);
        store.snapshots.clear();
        drain(store, store.picker.range(store.version, null, null));
        store.check();
        for (int level = 0; level < Version.LEVELS - 1; level++) {
            assertEquals(List.of(), store.version.level(level), "level " + level);
        }
        assertEquals(1.0, store.spaceAmplification());
    }

    @Test
    void rangeCompactionCleansALastLevelThatASnapshotHeld() throws IOException {
        SimulatedStore store = filled(8);
        drain(store, store.picker.range(store.version, null, null));
        assertTrue(store.spaceAmplification() > 1.2, "the snapshots hold nothing");
        store.snapshots.clear();
        drain(store, store.picker.range(store.version, null, null));
        store.check();
        assertEquals(1.0, store.spaceAmplification());
    }

    @Test
    void rangeCompactionEndsWhileFlushesGoOn() throws IOException {
        SimulatedStore store = filled(9);
        Random random = new Random(9);
        RangeCompaction range = store.picker.range(store.version, key(50), key(250));
        List<TableMetadata> before = new ArrayList<>(store.version.overlapping(0, key(50), key(250)));
        int plans = 0;
        for (CompactionPlan plan; (plan = range.next(store.version, store.oldestSnapshot())) != null; plans++) {
            assertTrue(plans < 500, "does not end");
            store.apply(plan);
            write(store, random, 300);
        }
        before.retainAll(store.version.level(0));
        assertEquals(List.of(), before, "tables of level 0 that were there at the start");
        store.check();
    }

    private static SimulatedStore filled(long seed) throws IOException {
        Random random = new Random(seed);
        SimulatedStore store = new SimulatedStore(new CompactionSettings(4, 2000, 500, 5000));
        for (int i = 0; i < 60; i++) {
            write(store, random, 300);
            if (i % 10 == 0) {
                store.snapshots.add(store.sequence);
            }
            store.compactWhileDue();
        }
        return store;
    }

    private static void drain(SimulatedStore store, RangeCompaction range) throws IOException {
        int plans = 0;
        for (CompactionPlan plan; (plan = range.next(store.version, store.oldestSnapshot())) != null; plans++) {
            assertTrue(plans < 5000, "does not end");
            store.apply(plan);
        }
    }
}
