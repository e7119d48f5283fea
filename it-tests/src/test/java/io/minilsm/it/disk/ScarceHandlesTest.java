package io.minilsm.it.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process without file handles; {@link SystemCallTest} does the same to each of its system calls. */
@Timeout(120)
class ScarceHandlesTest {
    private static final List<String> WITH_FEW_HANDLES = List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh");

    @TempDir
    private Path directory;

    @Test
    void processWithoutFileHandlesLosesNothingAndTakesItForNoDamage() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell to lower the limit with");
        List<String> arguments = List.of(directory.resolve("store").toString());
        Process process = ChildJvm.command(WITH_FEW_HANDLES, ScarceHandles.class, arguments)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains(ScarceHandles.RIGHT), output);
        System.out.println("process without file handles: " + output.lines().reduce((a, b) -> b).orElse(""));
    }
}
