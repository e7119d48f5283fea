package io.minilsm.it.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.testing.TestScale;
import io.minilsm.tools.Verify;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;

/**
 * Stores in containers: with little memory, and on volumes that are full. Skipped where no container engine answers;
 * without one, {@code SoakTest} watches the memory of a long run and {@link SmallDiskTest} fills file systems.
 */
@Timeout(1200)
class ContainerTest {
    private static final int MEMORY_MEBIBYTES = 128;
    private static final int VOLUME_BYTES = 16 << 20;
    private static final String VOLUME = "/volume";

    /** Exponent of two of the number of entries: 131 MB of them, or a gigabyte. */
    private static final int ENTRIES_LOG = TestScale.pick(17, 20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeAll
    static void requireEngine() {
        String whyNot = JavaBox.whyNot();
        assumeTrue(whyNot == null, whyNot);
    }

    @Test
    void loadLargerThanTheMemoryIsWrittenAndRead() throws Exception {
        Path store = directory.resolve("store");
        List<String> words = JavaBox.java(
                LargeLoad.class, List.of(), List.of(store.toString(), Integer.toString(ENTRIES_LOG)));
        String output;
        try (JavaBox box = JavaBox.start(JavaBox.Volume.directory(directory), MEMORY_MEBIBYTES, words)) {
            box.awaitEnd();
            output = box.output();
            assertNotEquals(Boolean.TRUE, box.state().getOOMKilled(), "killed for its use of memory");
            assertEquals(0L, box.state().getExitCodeLong(), output);
        }
        assertTrue(output.contains(LargeLoad.READ + (1 << ENTRIES_LOG)), output);
        assertTrue(Verify.run(store).isClean());
        System.out.println("container of " + MEMORY_MEBIBYTES + " MiB: entries of " + LargeLoad.VALUE_BYTES + " bytes, "
                + output.replace('\n', ' '));
    }

    @Test
    void fullVolumeIsAnErrorOfItsOwnAndHoldsAllThatWasAcknowledged() throws Exception {
        try (JavaBox box = JavaBox.start(
                JavaBox.Volume.memory(VOLUME, VOLUME_BYTES), 0, List.of("tail", "-f", "/dev/null"))) {
            String filled = run(box, List.of(VOLUME));
            assertTrue(filled.startsWith(FullVolume.ACKNOWLEDGED), filled);
            String acknowledged = filled.substring(FullVolume.ACKNOWLEDGED.length()).trim();
            assertTrue(Integer.parseInt(acknowledged) > 20, filled);
            assertEquals(FullVolume.RIGHT, run(box, List.of(VOLUME, acknowledged)).trim());
            System.out.println("full volume of " + VOLUME_BYTES + " bytes: writes acknowledged " + acknowledged);
        }
    }

    private static String run(JavaBox box, List<String> arguments) throws Exception {
        Container.ExecResult result = box.exec(JavaBox.java(FullVolume.class, List.of(), arguments));
        assertEquals(0, result.getExitCode(), result::toString);
        return result.getStdout();
    }
}
