package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts {@link OtherProcess} in a JVM of its own. Stateless. */
final class SecondProcess {
    private SecondProcess() {}

    /** Starts it; the caller ends it. */
    static Process start(Path directory, String way) throws IOException {
        return new ProcessBuilder(command(directory, way))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Starts it in a name space of its own in which a command has mounted something. */
    static Process startMounted(String mounting, Path directory, String way) throws IOException {
        List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mounting + " && exec \"$@\"", "sh"));
        line.addAll(command(directory, way));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns what it says of its opening, and lets it end. */
    static String answerOf(Process process) throws Exception {
        try (BufferedReader answers = process.inputReader(UTF_8)) {
            String answer = answers.readLine();
            process.getOutputStream().close();
            assertNotNull(answer);
            process.waitFor();
            return answer;
        } finally {
            process.destroyForcibly();
        }
    }

    static String answerOf(Path directory, String way) throws Exception {
        return answerOf(start(directory, way));
    }

    /** Returns the command that starts it. */
    static List<String> command(Path directory, String way) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                directory.toString(),
                way);
    }
}
