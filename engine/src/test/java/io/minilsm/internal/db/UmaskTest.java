package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user's shell allows others does not reach the store's files. */
@Timeout(60)
class UmaskTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void filesAndDirectoriesArePrivateUnderAnyUmask(String umask) throws Exception {
        FileStore disk = Files.getFileStore(temporary);
        assumeTrue(disk.supportsFileAttributeView(PosixFileAttributeView.class), "no modes on this file system");
        Path directory = temporary.resolve("made/store");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh"));
        command.addAll(SecondProcess.command(directory, "write"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = SecondProcess.answerOf(process);
        assertTrue(answer.startsWith("open "), answer);
        assertEquals("rwx------", modeOf(directory));
        assertEquals("rwx------", modeOf(directory.getParent()));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", modeOf(file), file.toString());
            }
        }
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
