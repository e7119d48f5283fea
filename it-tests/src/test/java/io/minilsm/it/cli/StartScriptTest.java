package io.minilsm.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The start script as a person calls it, on what this build has packaged. */
@DisabledOnOs(OS.WINDOWS)
final class StartScriptTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    /** What a call returned and printed. */
    private record Call(int code, String out, String err) {}

    @BeforeEach
    void requirePackage() {
        assumeTrue(
                Files.exists(ROOT.resolve("cli/target/minilsm-cli.jar"))
                        && Files.isDirectory(ROOT.resolve("cli/target/lib")),
                "nothing is packaged yet: run mvn verify, not mvn test");
    }

    @Test
    void answersFromAnyDirectoryThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("ml"), ROOT.resolve("minilsm"));
        Call call = call(link, Map.of(), "--version");
        Files.delete(link);
        assertEquals(0, call.code(), call.err());
        assertTrue(call.out().startsWith("minilsm "), call.out());
        assertEquals("", call.err());
    }

    @Test
    void argumentsAreUtf8InEveryLocale() throws Exception {
        Call call = call(ROOT.resolve("minilsm"), Map.of("LC_ALL", "C"), "put", "store dir", "schlüssel/日本", "wert");
        assertEquals("stored schlüssel/日本 (4 B, durable)\n", call.out(), call.err());
        assertTrue(Files.isDirectory(directory.resolve("store dir")));
    }

    @Test
    void errorsAreSentencesWithAnExitCode() throws Exception {
        Call call = call(ROOT.resolve("minilsm"), Map.of(), "get", "absent", "key");
        assertEquals(2, call.code());
        assertEquals("minilsm: no such file or directory: absent\n", call.err());
    }

    @Test
    void missingJavaIsSaid() throws Exception {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Path dirname = Files.writeString(tools.resolve("dirname"), "#!/bin/sh\nexec " + find("dirname") + " \"$@\"\n");
        assertTrue(dirname.toFile().setExecutable(true));
        Call call = call(ROOT.resolve("minilsm"), Map.of("PATH", tools.toString(), "JAVA_HOME", ""), "stats", "x");
        assertEquals(2, call.code());
        assertTrue(call.err().startsWith("minilsm: no Java found"), call.err());
    }

    private Call call(Path script, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("MINILSM_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Call(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private static Path find(String tool) {
        for (String directory : System.getenv("PATH").split(":")) {
            Path candidate = Path.of(directory, tool);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError("no " + tool + " in the path");
    }
}
