package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine on disks that lose power and in processes that are killed, at any of its operations on files. */
@ExtendWith(QuietLog.class)
class CrashTest {
    private static final int ACTIONS = 250;
    private static final int ONE_IN = 12;

    /** Names of setups, separated by commas; all if not set. */
    private static final String SETUPS_PROPERTY = "minilsm.setups";

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void whatWasAcknowledgedSurvivesAnyCrash() throws Exception {
        long states = TestScale.states(5_000, 200_000);
        Tally tally = new Tally(TestScale.seed());
        SplittableRandom seeds = new SplittableRandom(TestScale.seed());
        List<Setup> setups = setups();
        String verdict = "VIOLATION";
        try {
            for (int run = 0; tally.judgedCount() < states; run++) {
                run(seeds.nextLong(1L << 40), setups.get(run % setups.size()), tally);
                tally.writeNowAndThen();
            }
            verdict = "violations=0";
        } finally {
            tally.write(verdict);
        }
    }

    private static List<Setup> setups() {
        String names = System.getProperty(SETUPS_PROPERTY);
        return names == null
                ? List.of(Setup.values())
                : Stream.of(names.split(",")).map(Setup::valueOf).toList();
    }

    @Test
    void sameSeedJudgesTheSameStates() throws Exception {
        assertEquals(digest(1), digest(1));
        assertNotEquals(digest(1), digest(2));
    }

    private static long digest(long seed) throws IOException {
        Tally tally = new Tally(seed);
        for (Setup setup : new Setup[] {Setup.MAPPED_LOG, Setup.NO_LOG}) {
            new CrashRun(seed, 4 * ONE_IN, setup, UnaryOperator.identity(), tally).run(ACTIONS / 4);
        }
        return tally.digest();
    }

    private static void run(long seed, Setup setup, Tally tally) throws IOException {
        new CrashRun(seed, ONE_IN, setup, UnaryOperator.identity(), tally).run(ACTIONS);
    }
}
