package io.minilsm.races;

import static org.junit.jupiter.api.Assertions.fail;

import io.minilsm.api.Store;
import io.minilsm.testing.TestScale;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The test of the tests: a store that has a race is found out. */
@Timeout(120)
class PlantedRacesTest {
    /** Long enough on a busy machine; on a quiet one the first round finds all. */
    private static final int MOST_ROUNDS = 40;

    private static final long ROUND_MILLIS = 150;

    private final long seed = TestScale.seed();

    @ParameterizedTest
    @EnumSource
    void eachIsFound(PlantedRace race) throws Exception {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (isFound(race, seed + round)) {
                return;
            }
        }
        fail("not found: race=" + race + ", " + TestScale.rerun(seed));
    }

    private static boolean isFound(PlantedRace race, long seed) throws Exception {
        try (Store store = RaceStores.onHeap(Path.of("/planted"), true)) {
            Target target = race.plant(store, RaceStores.PADDING_BYTES);
            if (race.isOfSingleKeys()) {
                return LinearizabilityChecker.check(new KeyRun(target).run(seed, ROUND_MILLIS))
                        .isPresent();
            }
            return !CommitOrder.violations(new BatchRun(target).run(seed, ROUND_MILLIS))
                    .isEmpty();
        } catch (AssertionError e) {
            return true; // A call saw by itself that what it was told cannot be.
        }
    }
}
