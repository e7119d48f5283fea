package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.TestScale;
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
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void whatWasAcknowledgedSurvivesAnyCrash() throws Exception {
        SplittableRandom seeds = new SplittableRandom(TestScale.seed());
        int runs = TestScale.pick(8, 500);
        int judged = 0;
        for (int run = 0; run < runs; run++) {
            judged += new CrashRun(seeds.nextLong(1L << 40), ONE_IN, UnaryOperator.identity()).run(ACTIONS);
        }
        assertTrue(judged > 100 * runs, "too few crashes judged: " + judged);
    }
}
