package io.minilsm.it.crash;

import io.minilsm.cli.torture.Face;
import io.minilsm.cli.torture.KillJob;
import io.minilsm.cli.torture.Tally;
import io.minilsm.cli.torture.Violation;
import io.minilsm.cli.torture.WriterJvm;
import io.minilsm.testing.TestScale;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills writers of one face, as the command line's torture does, and fails where their store is not right. */
final class KillRounds {
    private KillRounds() {}

    /** Kills so many writers in turn and returns what they did. */
    static Tally.Figures run(Face face, Path directory, int kills) throws Exception {
        long seed = TestScale.seed();
        Tally tally = new Tally();
        AtomicInteger begun = new AtomicInteger();
        KillJob job = new KillJob(face, WriterJvm.of(face), directory, seed, tally);
        try {
            job.run(() -> begun.getAndIncrement() < kills);
        } catch (Violation e) {
            throw new AssertionError(e.getMessage() + "; " + TestScale.rerun(seed), e);
        }
        return tally.figures();
    }
}
