package io.minilsm.it.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.it.crash.KillRounds.Lanes;
import io.minilsm.testing.TestScale;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class EngineKillTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void killedEngineKeepsWhatItAcknowledged() throws Exception {
        Lanes lanes = new Lanes(EngineWriter.LANES, false, EngineWriter::survivesKill);
        KillRounds rounds = new KillRounds(EngineWriter.class, directory, lanes);
        assertTrue(rounds.run(TestScale.pick(15, 300)) > 0);
    }
}
