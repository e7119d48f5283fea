package io.minilsm.it.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.cli.torture.Face;
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
        Face face = Face.plain(CamelWriter.class, CamelWriter.LANES, false);
        assertTrue(KillRounds.run(face, directory, TestScale.pick(8, 150)).acknowledged() > 0);
    }
}
