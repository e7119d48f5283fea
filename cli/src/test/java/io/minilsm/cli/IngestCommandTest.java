package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IngestCommandTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void nameStore() {
        store = directory.resolve("store");
    }

    @Test
    void packedFileIsTakenInAndReported() throws Exception {
        Path file = packed("messages.jsonl.gz", "{\"id\":1}\n{\"id\":2}\n");
        JsonNode json = CommandRun.of("ingest", store, file, "--key", "/id", "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertEquals(2, json.get("entries").asLong());
        assertEquals(0, json.get("badRecords").asLong());
    }

    @Test
    void formatComesFromTheName() throws Exception {
        Path tsv = Files.writeString(directory.resolve("a.tsv"), "id\tv\n1\ta\n");
        Path csv = packed("a.CSV.gz", "id,v\n\"1,1\",a\n");
        for (Path file : List.of(tsv, csv)) {
            CommandRun run = CommandRun.of("ingest", store, file, "--key", "id").expect(ExitCode.DONE);
            assertTrue(run.out().startsWith("1 entry,"), run.out());
        }
    }

    @Test
    void standardInputIsTakenIn() {
        String input = "1\ta\n2\tb\n";
        CommandRun run = CommandRun.withInput(input, "ingest", store, "--format", "tsv", "--no-header", "--key", "1");
        run.expect(ExitCode.DONE);
        assertTrue(run.out().startsWith("2 entries"), run.out());
    }

    @Test
    void badRecordIsOneSentenceThatNamesIt() throws Exception {
        Path file = Files.writeString(directory.resolve("a.jsonl"), "{\"id\":1}\nnot json\n");
        CommandRun run = CommandRun.of("ingest", store, file, "--key", "/id").expect(ExitCode.FAILED);
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("a.jsonl, record=2, not JSON"), run.err());
        CommandRun skipping = CommandRun.of("ingest", store, file, "--key", "/id", "--skip-bad").expect(ExitCode.DONE);
        assertTrue(skipping.out().contains("left out 1 bad record;"), skipping.out());
    }

    @Test
    void badArgumentsMakeNoStore() throws Exception {
        CommandRun.of("ingest", store, directory.resolve("none"), "--key", "/id").expect(ExitCode.FAILED);
        CommandRun.of("ingest", store, directory, "--key", "/id").expect(ExitCode.FAILED);
        CommandRun run = CommandRun.of("ingest", store, "--key", "id").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("not a JSON pointer"), run.err());
        assertTrue(Files.notExists(store));
    }

    @Test
    void secondRunGoesOnBehindTheFirst() throws Exception {
        Path file = Files.writeString(directory.resolve("a.jsonl"), "{\"id\":1}\n");
        CommandRun.of("ingest", store, file, "--key", "/id").expect(ExitCode.DONE);
        Files.writeString(file, "{\"id\":1}\n{\"id\":2}\n");
        CommandRun run = CommandRun.of("ingest", store, file, "--key", "/id").expect(ExitCode.DONE);
        assertTrue(run.out().contains("went on behind record 1"), run.out());
        assertTrue(run.out().contains("1 entry,"), run.out());
        assertEquals("1\n2\n", CommandRun.of("scan", store, "--keys-only").out());
    }

    @Test
    void mistypedKeyDoesNotHoldTheSourceToIt() throws Exception {
        Path file = Files.writeString(directory.resolve("a.tsv"), "id\tname\n1\tanna\n");
        CommandRun run = CommandRun.of("ingest", store, file, "--key", "naem").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("no such column: column=naem"), run.err());
        CommandRun.of("ingest", store, file, "--key", "name").expect(ExitCode.DONE);
        assertEquals("anna\n", CommandRun.of("scan", store, "--keys-only").out());
    }

    @Test
    void damagedPackedSourceIsNamed() throws Exception {
        Path whole = packed("a.jsonl.gz", "{\"id\":1}\n");
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(directory.resolve("cut.jsonl.gz"), Arrays.copyOf(bytes, bytes.length - 9));
        Path foreign = Files.write(directory.resolve("b.gz"), new byte[] {0x1F, (byte) 0x8B, 'x', 0, 0, 0, 0, 0, 0, 0});
        for (Path damaged : List.of(cut, foreign)) {
            CommandRun run = CommandRun.of("ingest", store, damaged, "--key", "/id").expect(ExitCode.FAILED);
            assertTrue(run.err().contains("damaged or cut short: source=" + damaged.toRealPath()), run.err());
        }
    }

    @Test
    void rootDirectoryIsNotAFile() {
        CommandRun run = CommandRun.of("ingest", store, "/", "--key", "/id").expect(ExitCode.FAILED);
        assertTrue(run.err().contains("actual=a directory"), run.err());
    }

    private Path packed(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
