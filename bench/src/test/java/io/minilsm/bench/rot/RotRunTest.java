package io.minilsm.bench.rot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.bench.rot.RotTally.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotRunTest {
    private static final int DAMAGES = 25;
    private static final long SEED = 1;

    @TempDir
    private Path directory;

    @Test
    void minilsmIsNeverSilentlyWrong() throws Exception {
        List<String> silent = new ArrayList<>();
        List<RotTally> tallies = new RotRun(directory, DAMAGES, SEED, silent::add).of(RotEngine.MINILSM);
        assertEquals(List.of(), silent, "seed=" + SEED);
        for (RotTally tally : tallies) {
            assertTrue(tally.count(Outcome.ERROR) > 0, tally.title());
            assertTrue(tally.located() > 0, tally.title());
        }
    }

    @Test
    void judgeSeesSilentDamage() throws Exception {
        List<String> silent = new ArrayList<>();
        List<RotTally> tallies = new RotRun(directory, DAMAGES, SEED, silent::add).of(RotEngine.H2);
        assertEquals(2, tallies.size());
        assertTrue(!silent.isEmpty(), "MVStore has no checksums of its pages' content, seed=" + SEED);
    }
}
