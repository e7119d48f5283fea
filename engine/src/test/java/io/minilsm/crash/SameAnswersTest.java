package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same user gets the same answers whatever the options are, and whenever the background work is done. */
@ExtendWith(QuietLog.class)
class SameAnswersTest {
    private static final Path HOME = Path.of("/answers").toAbsolutePath();
    private static final int ACTIONS = 400;

    @Test
    void sameHistoryUnderOtherOptionsGivesTheSameAnswers() throws Exception {
        SplittableRandom seeds = new SplittableRandom(TestScale.seed());
        for (int run = 0; run < TestScale.pick(3, 500); run++) {
            long seed = seeds.nextLong(1L << 40);
            String expected = answers(seed, Setup.USUAL);
            for (Setup setup : Setup.values()) {
                assertEquals(
                        expected,
                        answers(seed, setup),
                        () -> setup + ", seed of the run=" + seed + ", " + TestScale.rerun(TestScale.seed()));
            }
        }
    }

    private static String answers(long seed, Setup setup) throws IOException {
        History history = new History();
        CrashVfs disk = new CrashVfs(setup.mapping());
        StringBuilder actions = new StringBuilder();
        try (Session session = new Session(disk, "boot", HOME, setup, history, new SplittableRandom(seed))) {
            session.open();
            for (int i = 0; i < ACTIONS; i++) {
                actions.append(session.act().charAt(0));
            }
            Judge.stepOf(session.store(), history, history.sent(), history.sent());
            return actions + ", answers=" + session.answers() + ", contents=" + history.digestAfter(history.sent());
        }
    }
}
