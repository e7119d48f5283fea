package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of a store with a flipped bit, and of a whole one. */
final class DamageTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void makeStoreWithTablesAndLog() {
        store = directory.resolve("store");
        String session = "fill 1 3000\nflush\nfill 2000 4000\nquit\n";
        CommandRun.withInput(session, "repl", "--path", store, "--enable-wal").expect(ExitCode.DONE);
    }

    @Test
    void wholeStoreIsCalledWhole() throws Exception {
        String out = CommandRun.of("verify", store).expect(ExitCode.DONE).out();
        assertTrue(out.startsWith("whole: "), out);
        JsonNode json = CommandRun.of("verify", store, "--json").expect(ExitCode.DONE).json().get(0);
        assertTrue(json.get("clean").asBoolean());
        assertTrue(json.get("filesChecked").asInt() >= 4, json.toString());
    }

    @Test
    void flippedBitInEachKindOfFileIsNamed() throws Exception {
        for (String kind : List.of(".sst", ".wal", "MANIFEST-", "CURRENT")) {
            Path file = largest(kind);
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            damaged[middleOfContent(whole)] ^= 0x10;
            Files.write(file, damaged);

            CommandRun run = CommandRun.of("verify", store).expect(ExitCode.NO);
            String name = file.getFileName().toString();
            assertTrue(run.lines().get(0).startsWith("damaged: "), run.out());
            assertTrue(run.out().contains("file=" + name), run.out());
            JsonNode json = CommandRun.of("verify", store, "--json").expect(ExitCode.NO).json().get(0);
            assertFalse(json.get("clean").asBoolean());
            assertEquals(name, json.at("/damages/0/file").asText());

            Files.write(file, whole);
            CommandRun.of("verify", store).expect(ExitCode.DONE);
        }
    }

    @Test
    void readingADamagedTableIsExitCodeThree() throws Exception {
        Path file = largest(".sst");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        CommandRun run = CommandRun.of("scan", store).expect(ExitCode.DAMAGED);
        assertTrue(run.err().contains("file=" + file.getFileName() + ", offset="), run.err());
        assertTrue(run.err().contains("minilsm verify"), run.err());
        run = CommandRun.of("verify", store).expect(ExitCode.NO);
        assertTrue(run.lines().get(1).matches("  block \\d+, keys \\d+ to \\d+, sequences \\d+ to \\d+"), run.out());
        JsonNode damage = CommandRun.of("verify", store, "--json")
                .expect(ExitCode.NO)
                .json()
                .get(0)
                .at("/damages/0");
        for (String place : new String[] {"/from/key", "/to/key", "/what"}) {
            assertTrue(damage.at(place).isTextual(), damage.toString());
        }
        for (String place : new String[] {"/block", "/offset", "/firstSequence", "/lastSequence"}) {
            assertTrue(damage.at(place).isIntegralNumber(), damage.toString());
        }
    }

    @Test
    void refusedOpeningSaysWhatToDo() throws Exception {
        Files.delete(largest(".sst"));
        CommandRun run = CommandRun.of("put", store, "k", "v").expect(ExitCode.DAMAGED);
        assertTrue(run.err().contains("table missing: file="), run.err());
        assertTrue(run.err().contains("minilsm repair --salvage " + store), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        CommandRun sql = CommandRun.of("sql", store, "UPDATE KV SET V = 'v' WHERE K = 'k'")
                .expect(ExitCode.DAMAGED);
        assertTrue(sql.err().contains("minilsm repair --salvage " + store), sql.err());
    }

    @Test
    void backupIsRestoredToANewDirectoryOnly() throws Exception {
        Path backup = directory.resolve("backup");
        CommandRun.of("backup", store, "--to", backup).expect(ExitCode.DONE);
        Path restored = directory.resolve("restored");
        CommandRun run = CommandRun.of("restore", backup, "--to", restored).expect(ExitCode.DONE);
        assertTrue(run.out().startsWith("restored up to sequence "), run.out());
        CommandRun.of("get", restored, "3999").expect(ExitCode.DONE);
        CommandRun.of("restore", backup, "--to", restored).expect(ExitCode.FAILED);
        JsonNode json = CommandRun.of("restore", backup, "--to", directory.resolve("next"), "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertTrue(json.get("sequence").asLong() > 0, json.toString());
        Files.delete(backup.resolve(largest(".sst").getFileName()));
        CommandRun.of("restore", backup, "--to", directory.resolve("none")).expect(ExitCode.DAMAGED);
        CommandRun half = CommandRun.of("restore", directory.resolve("none"), "--to", restored);
        half.expect(ExitCode.FAILED);
    }

    @Test
    void wholeStoreIsBackedUpAndADamagedOneRefused() throws Exception {
        Path backup = directory.resolve("backup");
        CommandRun run = CommandRun.of("backup", store, "--to", backup).expect(ExitCode.DONE);
        assertTrue(run.out().startsWith("backed up up to sequence "), run.out());
        CommandRun.of("get", backup, "3999").expect(ExitCode.DONE);
        CommandRun.of("backup", store, "--to", backup).expect(ExitCode.FAILED);
        JsonNode json = CommandRun.of("backup", backup, "--to", directory.resolve("next"), "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertTrue(json.get("entries").asInt() >= 4000, json.toString());

        Path table = largest(".sst");
        byte[] bytes = Files.readAllBytes(table);
        bytes[bytes.length / 2] ^= 1;
        Files.write(table, bytes);
        Path none = directory.resolve("none");
        CommandRun damaged = CommandRun.of("backup", store, "--to", none).expect(ExitCode.DAMAGED);
        assertTrue(damaged.err().contains("file=" + table.getFileName()), damaged.err());
        CommandRun.of("get", none, "1").expect(ExitCode.FAILED);
    }

    @Test
    void repairSavesAWholeStoreWhole() throws Exception {
        Path saved = directory.resolve("saved");
        CommandRun run = CommandRun.of("repair", "--salvage", store, "--to", saved).expect(ExitCode.DONE);
        assertTrue(run.out().startsWith("complete: "), run.out());
        CommandRun.of("get", saved, "1").expect(ExitCode.DONE);
        CommandRun again = CommandRun.of("repair", "--salvage", store, "--to", saved).expect(ExitCode.FAILED);
        assertTrue(again.err().contains("directory is not empty"), again.err());
    }

    @Test
    void repairTellsWhatIsLost() throws Exception {
        Path file = largest(".sst");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        String name = file.getFileName().toString();
        Path first = directory.resolve("first");
        CommandRun run = CommandRun.of("repair", "--salvage", store, "--to", first).expect(ExitCode.NO);
        assertTrue(run.lines().get(0).startsWith("lost: "), run.out());
        assertTrue(run.lines().get(0).contains("file=" + name + ", offset="), run.out());
        assertTrue(run.lines().get(1).matches("  keys \\d+ to \\d+, sequences \\d+ to \\d+"), run.out());
        Path second = directory.resolve("second");
        JsonNode json = CommandRun.of("repair", store, "--salvage", "--to", second, "--json")
                .expect(ExitCode.NO)
                .json()
                .get(0);
        assertFalse(json.get("complete").asBoolean());
        assertEquals(name, json.at("/lost/0/file").asText());
        assertTrue(json.at("/lost/0/from/key").isTextual(), json.toString());
        CommandRun.of("verify", second).expect(ExitCode.DONE);
    }

    @Test
    void repairWithoutAManifestProvesNothing() throws Exception {
        Files.delete(largest("MANIFEST-"));
        CommandRun.of("repair", "--salvage", store, "--to", directory.resolve("saved"))
                .expect(ExitCode.DAMAGED);
    }

    @Test
    void dumpPrintsEachKindOfFile() throws Exception {
        assertTrue(dump("sst", largest(".sst")).contains(" put 1 = value1@1"));
        assertTrue(dump("wal", largest(".wal")).contains("log segment "));
        assertTrue(dump("manifest", largest("MANIFEST-")).contains("\"Snapshot\""));
        for (JsonNode line : CommandRun.of("dump", "manifest", largest("MANIFEST-"), "--json").json()) {
            assertTrue(line.get("line").isTextual());
        }
    }

    @Test
    void dumpRefusesAnotherFile() throws Exception {
        CommandRun run = CommandRun.of("dump", "sst", largest("MANIFEST-")).expect(ExitCode.FAILED);
        assertTrue(run.err().contains("expected=NNNNNN.sst"), run.err());
        CommandRun.of("dump", "table", largest(".sst")).expect(ExitCode.FAILED);
        CommandRun.of("dump", "wal", store.resolve("999999.wal")).expect(ExitCode.FAILED);
    }

    @Test
    void verifyOfNoStoreIsNoDamage() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        CommandRun run = CommandRun.of("verify", empty).expect(ExitCode.FAILED);
        assertTrue(run.err().contains("no store here"), run.err());
    }

    private static String dump(String kind, Path file) {
        return CommandRun.of("dump", kind, file).expect(ExitCode.DONE).out();
    }

    private Path largest(String kind) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.getFileName().toString().contains(kind))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    /** Returns an offset in the middle of the bytes that are not zero, behind the header. */
    private static int middleOfContent(byte[] bytes) {
        int header = 64;
        int count = 0;
        for (int i = header; i < bytes.length; i++) {
            count += bytes[i] == 0 ? 0 : 1;
        }
        int left = count / 2;
        for (int i = header; i < bytes.length; i++) {
            if (bytes[i] != 0 && left-- == 0) {
                return i;
            }
        }
        throw new AssertionError("a file of zeros");
    }
}
