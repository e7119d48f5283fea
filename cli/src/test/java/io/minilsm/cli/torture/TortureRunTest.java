package io.minilsm.cli.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers with planted bugs are killed: each bug is found, and told as what it is. */
final class TortureRunTest {
    private static final long SEED = 7;
    private static final int ENOUGH_KILLS = 60;

    @TempDir
    private Path directory;

    @Test
    void acknowledgementBeforeTheWriteIsFound() throws Exception {
        assertFound(LyingWriter.AcknowledgesFirst.class, EnumSet.of(Violation.Kind.LOST));
    }

    @Test
    void lostStepIsFound() throws Exception {
        assertFound(LyingWriter.LosesSteps.class, EnumSet.of(Violation.Kind.TORN, Violation.Kind.LOST));
    }

    @Test
    void tornBatchIsFound() throws Exception {
        assertFound(LyingWriter.TearsBatches.class, EnumSet.of(Violation.Kind.TORN));
    }

    @Test
    void forgottenDeleteIsFound() throws Exception {
        assertFound(LyingWriter.ForgetsDeletes.class, EnumSet.of(Violation.Kind.TORN, Violation.Kind.LOST));
    }

    @Test
    void writeThatLiesInMemoryIsFound() throws Exception {
        assertFound(LyingWriter.WritesToMemory.class, EnumSet.of(Violation.Kind.LOST));
    }

    @Test
    void writerThatFailsIsFound() throws Exception {
        TortureRun.Result result = assertFound(LyingWriter.Fails.class, EnumSet.of(Violation.Kind.WRITER));
        assertTrue(result.violation().getMessage().contains("planted"), result.violation().getMessage());
    }

    private TortureRun.Result assertFound(Class<?> writer, Set<Violation.Kind> kinds) throws Exception {
        Face face = Face.plain(writer, LyingWriter.LANES, true);
        TortureRun.Settings settings = new TortureRun.Settings(directory, face, ENOUGH_KILLS, 1, SEED);
        TortureRun.Result result = new TortureRun(settings).run(figures -> assertTrue(figures.kills() >= 0));
        assertNotNull(result.violation(), () -> "not found: " + result.figures());
        assertTrue(kinds.contains(result.violation().kind()), result.violation().getMessage());
        assertEquals(directory.resolve("violation-" + SEED), result.kept());
        assertTrue(Files.isDirectory(result.kept().resolve("logs")), "the logs are kept");
        return result;
    }
}
