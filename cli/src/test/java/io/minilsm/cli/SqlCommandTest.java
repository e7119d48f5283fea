package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlCommandTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void makeStore() {
        store = directory.resolve("store");
        CommandRun.of("put", store, "a", "1").expect(ExitCode.DONE);
        CommandRun.of("put", store, "b", "2").expect(ExitCode.DONE);
    }

    @Test
    void rowsArePrintedAsATable() {
        List<String> lines = CommandRun.of("sql", store, "SELECT K, V FROM KV ORDER BY K DESC")
                .expect(ExitCode.DONE)
                .lines();
        assertEquals(List.of("K  V", "-  -", "b  2", "a  1"), lines.subList(0, 4));
        assertTrue(lines.get(4).startsWith("2 rows in "), lines.get(4));
    }

    @Test
    void rowsAreJsonForPrograms() throws Exception {
        List<JsonNode> rows = CommandRun.of("--json", "sql", store, "SELECT K, V FROM KV WHERE K = 'a'")
                .expect(ExitCode.DONE)
                .json();
        assertEquals(1, rows.size());
        assertEquals("a", rows.get(0).get("K").asText());
        assertEquals("1", rows.get(0).get("V").asText());
    }

    @Test
    void severalStatementsRunInTheirOrder() throws Exception {
        List<JsonNode> objects = CommandRun.of(
                        "sql", store, "--json", "INSERT INTO KV VALUES ('c', '3')", "DELETE FROM KV WHERE K < 'b'")
                .expect(ExitCode.DONE)
                .json();
        assertEquals(1, objects.get(0).get("updateCount").asInt());
        assertEquals("b\nc\n", CommandRun.of("scan", store, "--keys-only").out());
    }

    @Test
    void statementsComeFromStandardInput() throws Exception {
        String input = "INSERT INTO KV\nVALUES ('c', '3;');\nSELECT COUNT(*) FROM KV";
        List<JsonNode> objects =
                CommandRun.withInput(input, "sql", store, "--json").expect(ExitCode.DONE).json();
        assertEquals(2, objects.size());
        assertEquals(3, objects.get(1).elements().next().asInt());
    }

    @Test
    void mistakeIsOneSentenceWithItsState() {
        CommandRun run = CommandRun.of("sql", store, "SELEC K FROM KV").expect(ExitCode.FAILED);
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("[SQLState 42"), run.err());
    }
}
