package io.minilsm.it.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.cli.torture.Face;
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
        assertTrue(KillRounds.run(Face.engine(4), directory, TestScale.pick(15, 300)).acknowledged() > 0);
    }
}
