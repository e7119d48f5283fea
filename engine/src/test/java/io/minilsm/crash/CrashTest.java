package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine on disks that lose power and in processes that are killed, at any of its operations on files. */
@ExtendWith(QuietLog.class)
class CrashTest {
    private static final int ACTIONS = 250;
    private static final int ONE_IN = 12;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void whatWasAcknowledgedSurvivesAnyCrash() throws Exception {
        long states = TestScale.states(5_000, 200_000);
        Tally tally = new Tally(TestScale.seed());
        SplittableRandom seeds = new SplittableRandom(TestScale.seed());
        String verdict = "VIOLATION";
        try {
            for (int run = 0; tally.judgedCount() < states; run++) {
                run(seeds.nextLong(1L << 40), Setup.values()[run % Setup.values().length], tally);
                tally.writeNowAndThen();
            }
            verdict = "violations=0";
        } finally {
            tally.write(verdict);
        }
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
