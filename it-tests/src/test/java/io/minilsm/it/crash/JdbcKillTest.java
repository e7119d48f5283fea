package io.minilsm.it.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.cli.torture.Face;
import io.minilsm.testing.TestScale;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class JdbcKillTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void killedDriverKeepsWhatItCommitted() throws Exception {
        Face face = Face.plain(JdbcWriter.class, JdbcWriter.LANES, true);
        assertTrue(KillRounds.run(face, directory, TestScale.pick(12, 200)).acknowledged() > 0);
    }
}
