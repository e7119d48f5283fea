package io.minilsm.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What threads side by side were told is explained by one order of what they did. */
@Timeout(value = 8, unit = TimeUnit.HOURS)
class RecordedRacesTest {
    private static final long ROUND_MILLIS = 700;

    private final long seed = TestScale.seed();

    @TempDir
    Path directory;

    /** Where the store is. */
    enum Place {
        HEAP,
        HEAP_WITHOUT_LOG,
        DISK
    }

    @ParameterizedTest
    @EnumSource
    void historiesOfSingleKeysAreLinearizable(Place place) throws Exception {
        for (int round = 0; round < TestScale.pick(1, 1000); round++) {
            try (Store store = open(place, round)) {
                List<Operation> history =
                        new KeyRun(new Target(store, RaceStores.PADDING_BYTES)).run(seed + round, ROUND_MILLIS);
                assertEquals(Optional.empty(), LinearizabilityChecker.check(history), rerun(round));
                assertTrue(history.size() > 500, "operations=" + history.size());
                assertTrue(store.stats().flushes() > 0, "no flush came between");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchesSnapshotsAndCursorsAreOfOneOrder(Place place) throws Exception {
        for (int round = 0; round < TestScale.pick(1, 1000); round++) {
            try (Store store = open(place, round)) {
                Calls calls = new BatchRun(new Target(store, RaceStores.PADDING_BYTES)).run(seed + round, ROUND_MILLIS);
                assertEquals(List.of(), CommitOrder.violations(calls), rerun(round));
                assertTrue(calls.commits().size() > 100, "commits=" + calls.commits().size());
                assertTrue(store.stats().flushes() > 0, "no flush came between");
            }
        }
    }

    private Store open(Place place, int round) throws IOException {
        return place == Place.DISK
                ? RaceStores.onDisk(directory.resolve("store" + round))
                : RaceStores.onHeap(Path.of("/races"), place == Place.HEAP);
    }

    private String rerun(int round) {
        return TestScale.rerun(seed) + ", round=" + round;
    }
}
