package io.minilsm.it.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.it.crash.KillRounds.Lanes;
import io.minilsm.testing.TestScale;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class CamelKillTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void killedRouteKeepsTheExchangesThatWereDone() throws Exception {
        Lanes lanes = new Lanes(CamelWriter.LANES, true, lane -> true);
        KillRounds rounds = new KillRounds(CamelWriter.class, directory, lanes);
        assertTrue(rounds.run(TestScale.pick(8, 150)) > 0);
    }
}
