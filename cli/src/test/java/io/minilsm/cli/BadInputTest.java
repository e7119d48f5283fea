package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.cli.output.CommandIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadInputTest {
    @TempDir
    private Path directory;

    @Test
    void unknownCommandIsAnsweredWithANearOne() {
        CommandRun run = CommandRun.of("gett").expect(ExitCode.FAILED);
        assertEquals("", run.out());
        assertTrue(run.err().contains("'gett'"), run.err());
        assertTrue(run.err().contains("Did you mean: get"), run.err());
    }

    @Test
    void surplusArgumentsAreNamed() {
        CommandRun run = CommandRun.of("get", "d", "k", "x", "y").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("too many arguments: 'x', 'y'"), run.err());
    }

    @Test
    void answerThatCannotBeWrittenIsAFailure() {
        assertEquals(ExitCode.FAILED, codeWithOutput("No space left on device"));
        assertEquals(ExitCode.DONE, codeWithOutput("Broken pipe"));
    }

    private static int codeWithOutput(String failure) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(failure);
            }
        };
        CommandIo io = CommandIo.of(InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), "");
        return MiniLsmCommand.run(io, "help");
    }

    @Test
    void directoryIsNoValue() {
        CommandRun run = CommandRun.of("put", directory.resolve("s"), "k", "--file", directory).expect(ExitCode.FAILED);
        assertTrue(run.err().contains("not a file: path=" + directory), run.err());
    }

    @Test
    void missingArgumentsAreNamed() {
        CommandRun run = CommandRun.of("get").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("'DIR', 'KEY'"), run.err());
        assertTrue(run.err().contains("See: minilsm get --help"), run.err());
    }

    @Test
    void missingDirectoryIsNotMadeByAReader() {
        Path absent = directory.resolve("absent");
        for (String[] words : new String[][] {{"get", "k"}, {"scan"}, {"stats"}, {"del", "k"}, {"sql", "SELECT 1"}}) {
            Object[] arguments = new Object[words.length + 1];
            arguments[0] = words[0];
            arguments[1] = absent;
            System.arraycopy(words, 1, arguments, 2, words.length - 1);
            CommandRun run = CommandRun.of(arguments).expect(ExitCode.FAILED);
            assertEquals("minilsm: no such file or directory: " + absent + "\n", run.err());
            assertFalse(Files.exists(absent));
        }
    }

    @Test
    void aFileIsNotAStore() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        CommandRun run = CommandRun.of("get", file, "k").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("not a store: path=" + file), run.err());
    }

    @Test
    void badEscapeInAKeyIsShown() {
        CommandRun run = CommandRun.of("put", directory.resolve("s"), "a\\q", "v").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("bad escape in key: position=1"), run.err());
    }

    @Test
    void badHexIsShown() {
        CommandRun run = CommandRun.of("get", directory, "--hex", "0g").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("not hexadecimal: actual=0g"), run.err());
    }

    @Test
    void emptyKeyIsRefusedBeforeAStoreIsMade() {
        Path store = directory.resolve("s");
        CommandRun run = CommandRun.of("put", store, "", "v").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("key length out of range: actual=0"), run.err());
        assertFalse(Files.exists(store));
    }

    @Test
    void valueTwiceIsRefused() {
        CommandRun run = CommandRun.of("put", directory, "k", "v", "--file", "f").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("exclude each other"), run.err());
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        assertTrue(CommandRun.of("fill", directory, "--count", "0").err().contains("--count out of range: actual=0"));
        assertTrue(CommandRun.of("scan", directory, "--limit", "-1").err().contains("limit out of range: actual=-1"));
        assertTrue(CommandRun.of("demo", "--threads", "0").err().contains("threads out of range: actual=0"));
    }

    @Test
    void destroyAsksForConsent() {
        CommandRun run = CommandRun.of("destroy", directory).expect(ExitCode.FAILED);
        assertTrue(run.err().contains("--yes"), run.err());
    }

    @Test
    void stackTraceComesOnlyWhenAskedFor() {
        Path absent = directory.resolve("absent");
        assertFalse(CommandRun.of("get", absent, "k").err().contains("at io.minilsm"));
        assertTrue(CommandRun.of("--verbose", "get", absent, "k").err().contains("at io.minilsm"));
        assertTrue(CommandRun.of("get", absent, "k", "--verbose").err().contains("at io.minilsm"));
    }

    @Test
    void helpIsNoError() {
        assertTrue(CommandRun.of("--help").expect(ExitCode.DONE).out().contains("Exit codes"));
        assertTrue(CommandRun.of("ingest", "--help").expect(ExitCode.DONE).out().contains("--key"));
        assertTrue(CommandRun.of().expect(ExitCode.DONE).out().contains("Usage: minilsm"));
        assertTrue(CommandRun.of("--version").expect(ExitCode.DONE).out().startsWith("minilsm "));
    }

    @Test
    void nothingInAPipeIsColoured() {
        assertEquals(-1, CommandRun.of("--help").out().indexOf('\u001B'));
        assertEquals(-1, CommandRun.of("gett").err().indexOf('\u001B'));
    }
}
