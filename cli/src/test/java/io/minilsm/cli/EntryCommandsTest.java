package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EntryCommandsTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void nameStore() {
        store = directory.resolve("store");
    }

    @Test
    void whatIsPutIsGot() {
        CommandRun.of("put", store, "order/1", "{\"a\":\"b\\n\"}").expect(ExitCode.DONE);
        assertEquals(
                "{\"a\":\"b\\n\"}\n",
                CommandRun.of("get", store, "order/1").expect(ExitCode.DONE).out());
    }

    @Test
    void absentKeyIsExitCodeOne() throws Exception {
        CommandRun.of("put", store, "a", "1");
        CommandRun run = CommandRun.of("get", store, "b").expect(ExitCode.NO);
        assertEquals("", run.out());
        assertTrue(run.err().contains("no such key: key=b"), run.err());
        JsonNode json = CommandRun.of("get", store, "b", "--json").expect(ExitCode.NO).json().get(0);
        assertEquals(false, json.get("found").asBoolean());
    }

    @Test
    void deletedKeysAreGone() {
        CommandRun.of("put", store, "a", "1");
        CommandRun.of("put", store, "b", "2");
        CommandRun.of("put", store, "c", "3");
        CommandRun.of("del", store, "a", "c").expect(ExitCode.DONE);
        assertEquals(List.of("b\t2"), CommandRun.of("scan", store).lines());
    }

    @Test
    void putIfAbsentLeavesWhatIsThere() {
        CommandRun.of("put", store, "a", "1", "--if-absent").expect(ExitCode.DONE);
        CommandRun.of("put", store, "a", "2", "--if-absent").expect(ExitCode.NO);
        assertEquals("1\n", CommandRun.of("get", store, "a").out());
    }

    @Test
    void valueComesFromAFileOrFromStandardInput() throws Exception {
        byte[] bytes = {0, 1, (byte) 0xFF, '\n'};
        Path file = Files.write(directory.resolve("value"), bytes);
        CommandRun.of("put", store, "a", "--file", file).expect(ExitCode.DONE);
        assertArrayEquals(bytes, CommandRun.of("get", store, "a", "--raw").raw());
        assertEquals("\\x00\\x01\\xff\\x0a\n", CommandRun.of("get", store, "a").out());
        CommandRun.withInput("two\nlines", "put", store, "b").expect(ExitCode.DONE);
        assertArrayEquals(
                "two\nlines".getBytes(StandardCharsets.UTF_8),
                CommandRun.of("get", store, "b", "--raw").raw());
    }

    @Test
    void binaryKeysGoBothWays() throws Exception {
        CommandRun.of("put", store, "--hex", "00ff", "cafe").expect(ExitCode.DONE);
        assertEquals("cafe\n", CommandRun.of("get", store, "--hex", "00ff").out());
        assertEquals(
                List.of("\\x00\\xff"),
                CommandRun.of("scan", store, "--keys-only").lines());
        CommandRun.of("get", store, "\\x00\\xff").expect(ExitCode.DONE);
        JsonNode json = CommandRun.of("scan", store, "--json").json().get(0);
        assertEquals("00ff", json.get("keyHex").asText());
        assertEquals("cafe", json.get("valueHex").asText());
    }

    @Test
    void scanTakesRangesPrefixesLimitsAndTurnsRound() {
        for (String key : List.of("a", "b/1", "b/2", "b/3", "c")) {
            CommandRun.of("put", store, key, "v");
        }
        assertEquals(List.of("b/1", "b/2", "b/3"), keys("--prefix", "b/"));
        assertEquals(List.of("b/3", "b/2"), keys("--prefix", "b/", "--reverse", "--limit", "2"));
        assertEquals(List.of("b/2", "b/3"), keys("--from", "b/2", "--to", "c"));
        assertEquals(List.of(), keys("--limit", "0"));
        assertEquals("5\n", CommandRun.of("scan", store, "--count").out());
        assertEquals("{\"count\":3}\n", CommandRun.of("scan", store, "--count", "--prefix", "b", "--json").out());
    }

    @Test
    void keySpacesAreApart() {
        CommandRun.of("put", store, "a", "plain").expect(ExitCode.DONE);
        CommandRun.of("put", store, "a", "spaced", "--space", "other").expect(ExitCode.DONE);
        assertEquals("plain\n", CommandRun.of("get", store, "a").out());
        assertEquals("spaced\n", CommandRun.of("get", store, "a", "--space", "other").out());
        CommandRun run = CommandRun.of("get", store, "a", "--space", "none").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("no such key space: space=none"), run.err());
    }

    @Test
    void statsTellFilesSpacesAndFigures() throws Exception {
        CommandRun.of("put", store, "a", "1", "--space", "other").expect(ExitCode.DONE);
        String text = CommandRun.of("stats", store).expect(ExitCode.DONE).out();
        assertTrue(text.contains("other"), text);
        JsonNode json = CommandRun.of("stats", store, "--json").json().get(0);
        assertEquals("other", json.get("keySpaces").get(0).asText());
        assertTrue(json.at("/stats/visibleSequence").asLong() >= 1);
        assertTrue(json.at("/files/manifest/count").asLong() >= 1, json.toString());
    }

    @Test
    void fillWritesWhatItSays() throws Exception {
        JsonNode json = CommandRun.of("fill", store, "--count", "250", "--batch", "100", "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertEquals(250, json.get("entries").asLong());
        assertEquals("250\n", CommandRun.of("scan", store, "--count").out());
        CommandRun again = CommandRun.of("fill", store, "--count", "10", "--random").expect(ExitCode.DONE);
        assertTrue(again.out().contains("entries/s"), again.out());
    }

    @Test
    void destroyedStoreIsGone() {
        CommandRun.of("put", store, "a", "1").expect(ExitCode.DONE);
        CommandRun.of("destroy", store, "--yes").expect(ExitCode.DONE);
        CommandRun.of("get", store, "a").expect(ExitCode.FAILED);
    }

    private List<String> keys(String... options) {
        Object[] arguments = new Object[options.length + 3];
        arguments[0] = "scan";
        arguments[1] = store;
        arguments[2] = "--keys-only";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments).expect(ExitCode.DONE).lines();
    }
}
