package io.minilsm.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLLine over the driver, fed by a pipe. */
final class ShellTest {
    @TempDir
    private Path directory;

    @Test
    void answersStatementsAndItsOwnCommandsWithoutPrompts() throws Exception {
        CommandProcess shell = shell(
                """
                INSERT INTO KV VALUES ('b', 'two');
                SELECT V FROM KV
                WHERE K = 'b';
                !tables
                !describe KV
                !quit
                """);
        assertTrue(shell.out().contains("| two |"), shell.out());
        assertTrue(shell.out().contains("| KV         | TABLE"), shell.out());
        assertTrue(shell.out().contains("VARCHAR"), shell.out());
        assertFalse(shell.out().contains("sqlline>"), shell.out());
        assertEquals(-1, shell.out().indexOf('\u001B'), shell.out());
        assertEquals("", shell.err());
    }

    @Test
    void mistakeIsToldWithoutAStackTraceAndTheRestIsDone() throws Exception {
        CommandProcess shell = CommandProcess.start(directory, "shell", makeStore());
        int code = shell.finish("SELEC;\nSELECT COUNT(*) FROM KV;\n");
        assertEquals(2, code);
        assertTrue(shell.err().contains("state=42601"), shell.err());
        assertFalse(shell.err().contains("\tat "), shell.err());
        assertTrue(shell.out().contains("COUNT(*)"), shell.out());
    }

    @Test
    void storeThatCannotBeOpenedIsOneSentence() throws Exception {
        Path store = makeStore();
        try (Store held = MiniLsm.open(store)) {
            CommandProcess shell = CommandProcess.start(directory, "shell", store);
            assertEquals(2, shell.finish(""));
            assertTrue(shell.err().contains("store is open in another process: directory="), shell.err());
            assertEquals(1, shell.err().lines().count(), shell.err());
            assertEquals(0, held.stats().writes());
        }
    }

    private CommandProcess shell(String input) throws Exception {
        CommandProcess shell = CommandProcess.start(directory, "shell", makeStore());
        assertEquals(0, shell.finish(input), () -> "exit code of the shell");
        return shell;
    }

    private Path makeStore() throws Exception {
        Path store = directory.resolve("store");
        CommandProcess put = CommandProcess.start(directory, "put", store, "a", "1");
        assertEquals(0, put.finish(""), () -> "exit code of put");
        return store;
    }
}
