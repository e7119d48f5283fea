package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
    @TempDir
    private Path directory;

    @Test
    void everyMessageIsDurableAndFoundThroughJdbc() throws Exception {
        Path store = directory.resolve("store");
        Path data = data(500, "{\"id\":\"Europe/Berlin/1945-%05d\"}\n");
        JsonNode json = CommandRun.of("demo", "--dir", store, "--data", data, "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertEquals(500, json.get("messages").asLong());
        assertEquals(500, json.get("durable").asLong());
        assertEquals(500, json.get("rows").asLong());
    }

    @Test
    void secondRunUsesTheStoreAgain() throws Exception {
        Path store = directory.resolve("store");
        Path data = data(50, "{\"id\":\"Europe/Berlin/1945-%05d\"}\n");
        CommandRun.of("demo", "--dir", store, "--data", data).expect(ExitCode.DONE);
        String out = CommandRun.of("demo", "--dir", store, "--data", data).expect(ExitCode.DONE).out();
        assertTrue(out.contains("50 of 50 messages"), out);
        assertTrue(out.contains("it holds 50 rows"), out);
        assertTrue(out.contains("The store lies in " + store), out);
    }

    @Test
    void messageThatCannotBeStoredEndsItWithASentence() throws Exception {
        Path data = data(3, "not json %d\n");
        CommandRun run = CommandRun.of("demo", "--dir", directory.resolve("store"), "--data", data);
        run.expect(ExitCode.FAILED);
        assertTrue(run.err().contains("minilsm: "), run.err());
    }

    @Test
    void missingFileIsNamed() {
        CommandRun run = CommandRun.of("demo", "--dir", directory.resolve("store"), "--data", "none.gz");
        assertEquals("minilsm: no such file or directory: none.gz\n", run.expect(ExitCode.FAILED).err());
    }

    private Path data(int count, String format) throws IOException {
        Path file = directory.resolve("messages.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < count; i++) {
                out.write(String.format(format, i).getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
