package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much space a store takes once it rests, in multiples of what lives in it. */
class SpaceAmplificationTest {
    private static final double PROMISED = 1.3;
    private static final int VALUE_BYTES = 100;

    private final Random random = new Random(1);

    @Test
    void randomOverwritesStayWithinThePromise() throws IOException {
        for (int keys : new int[] {50, 500, 3000, 8000}) {
            SimulatedStore store = store();
            for (int i = 0; i < 6 * keys + 1000; i++) {
                store.put(key(i < keys ? i : random.nextInt(keys)), VALUE_BYTES);
                flushNowAndThen(store, i);
            }
            rest(store, keys + " keys");
        }
    }

    @Test
    void overwritesOfAFewHotKeysStayWithinThePromise() throws IOException {
        SimulatedStore store = store();
        int keys = 5000;
        for (int i = 0; i < 40_000; i++) {
            store.put(key(i < keys ? i : random.nextInt(100)), VALUE_BYTES);
            flushNowAndThen(store, i);
        }
        rest(store, "hot keys");
    }

    @Test
    void deletesStayWithinThePromise() throws IOException {
        for (int percent : new int[] {10, 50, 90, 100}) {
            SimulatedStore store = store();
            int keys = 8000;
            for (int i = 0; i < keys; i++) {
                store.put(key(i), VALUE_BYTES);
                flushNowAndThen(store, i);
            }
            for (int i = 0; i < keys; i++) {
                if (i % 100 < percent) {
                    store.delete(key(i));
                }
                flushNowAndThen(store, i);
            }
            rest(store, percent + " percent deleted");
        }
    }

    @Test
    void smallValuesInThePlaceOfLargeOnesStayWithinThePromise() throws IOException {
        SimulatedStore store = store();
        int keys = 8000;
        for (int i = 0; i < 2 * keys; i++) {
            store.put(key(i % keys), i < keys ? VALUE_BYTES : 1);
            flushNowAndThen(store, i);
        }
        rest(store, "small over large");
    }

    @Test
    void spaceThatASnapshotHeldIsFreedAtRest() throws IOException {
        for (boolean delete : new boolean[] {true, false}) {
            snapshotHeld(store(), delete);
        }
    }

    private static void snapshotHeld(SimulatedStore store, boolean delete) throws IOException {
        int keys = 5000;
        for (int i = 0; i < keys; i++) {
            store.put(key(i), VALUE_BYTES);
            flushNowAndThen(store, i);
        }
        store.snapshots.add(store.sequence);
        for (int i = 0; i < keys; i += 2) {
            if (delete) {
                store.delete(key(i));
            } else {
                store.put(key(i), VALUE_BYTES);
            }
            flushNowAndThen(store, i);
        }
        store.flush();
        drain(store);
        assertTrue(store.spaceAmplification() > PROMISED, "the snapshot holds nothing");
        store.snapshots.clear();
        rest(store, "snapshot gone");
    }

    /** Brings everything to the last level, so that only what is within its tables tells what to do. */
    private static void drain(SimulatedStore store) throws IOException {
        RangeCompaction range = store.picker.range(store.version, null, null);
        for (CompactionPlan plan; (plan = range.next(store.version, store.oldestSnapshot())) != null; ) {
            store.apply(plan);
        }
    }

    @Test
    void ascendingKeysAreMovedAndWrittenOnlyOnce() throws IOException {
        SimulatedStore store = store();
        for (int i = 0; i < 20_000; i++) {
            store.put(key(i), VALUE_BYTES);
            flushNowAndThen(store, i);
        }
        rest(store, "ascending");
        assertEquals(0, store.bytesWritten, "bytes written by compactions");
        assertEquals(1.0, store.spaceAmplification());
    }

    @Test
    void nineTenthsOfALargeStoreAreInTheLastLevel() throws IOException {
        SimulatedStore store = store();
        int keys = 12_000;
        for (int i = 0; i < 3 * keys; i++) {
            store.put(key(random.nextInt(keys)), VALUE_BYTES);
            flushNowAndThen(store, i);
        }
        double share = (double) store.version.levelBytes(6) / store.tableBytes();
        assertTrue(share > 0.8, "share of the last level=" + share + ", tables=" + store.shape());
    }

    private static SimulatedStore store() {
        return new SimulatedStore(new CompactionSettings(4, 160 << 10, 40 << 10, 1000 << 10));
    }

    private static void flushNowAndThen(SimulatedStore store, int written) throws IOException {
        if (written % 400 == 399) {
            store.flush();
            store.compactWhileDue();
        }
    }

    private static void rest(SimulatedStore store, String what) throws IOException {
        store.flush();
        store.compactAtRest();
        store.check();
        double actual = store.spaceAmplification();
        assertTrue(actual <= PROMISED, what + ": actual=" + actual + ", tables=" + store.shape());
        assertNull(store.picker.pick(store.version, CompactionPicker.NO_SNAPSHOT));
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "\0%07d", number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
