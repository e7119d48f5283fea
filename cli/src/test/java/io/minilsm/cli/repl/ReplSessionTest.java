package io.minilsm.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.cli.output.Notation;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplSessionTest {
    private final StringWriter written = new StringWriter();
    private Store store;
    private ReplSession session;

    @BeforeEach
    void open() throws Exception {
        store = MiniLsm.openInMemory(Options.defaults());
        session = new ReplSession(store, new PrintWriter(written), Notation.TEXT, Throwable::getMessage);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void courseOfAWholeSession() {
        assertSession(
                """
                > fill 1 3
                filled 1..3: 3 entries of epoch 1
                > get 2
                2=value2@1
                > fill 2 2
                filled 2..2: 1 entry of epoch 2
                > get 2
                2=value2@2
                > del 1
                deleted 1
                > get 1
                no such key: 1
                > scan
                2=value2@2
                3=value3@1
                2 entries
                > scan 1 2
                2=value2@2
                1 entry
                > put a\\x00b two  words
                put a\\x00b
                > scan a b
                a\\x00b=two words
                1 entry
                > flush
                flushed
                > full_compaction
                compacted
                > scan 2 3
                2=value2@2
                3=value3@1
                2 entries
                > quit
                closed
                """);
    }

    @Test
    void badCommandsAreAnsweredAndTheSessionGoesOn() {
        assertSession(
                """
                > gett 1
                no such command: gett; help lists the commands
                > get
                usage: get KEY
                > get 1 2
                usage: get KEY
                > del
                usage: del KEY
                > put a
                usage: put KEY VALUE
                > scan 1
                usage: scan [FROM TO]
                > fill 1
                usage: fill FROM TO
                > fill a 2
                not a number: a
                > fill 2 1
                nothing to fill: from=2, to=1
                > get a\\q
                failed: bad escape in key: position=1, actual=\\q, expected=\\xNN or \\\\
                > fill 1 1
                filled 1..1: 1 entry of epoch 1
                """);
    }

    @Test
    void emptyLineIsNoCommand() {
        assertTrue(session.execute("   "));
        assertEquals("", written.toString());
    }

    @Test
    void quitAndCloseEndIt() {
        assertFalse(session.execute(" quit "));
        assertFalse(session.execute("close"));
    }

    @Test
    void failureOfTheStoreIsAnsweredWithItsSentence() throws Exception {
        store.close();
        assertTrue(session.execute("get 1"));
        assertTrue(written.toString().startsWith("failed: "), written.toString());
    }

    @Test
    void helpNamesEveryCommandAndDumpAnswers() {
        session.execute("help");
        for (String name : ReplSession.commandNames()) {
            assertTrue(written.toString().contains(name), name);
        }
        written.getBuffer().setLength(0);
        session.execute("dump");
        assertTrue(written.toString().startsWith("memtables: "), written.toString());
    }

    /** Carries out the lines behind {@code >} and compares all that is answered, line by line. */
    private void assertSession(String golden) {
        StringBuilder actual = new StringBuilder();
        for (String line : golden.lines().toList()) {
            if (line.startsWith("> ")) {
                written.getBuffer().setLength(0);
                session.execute(line.substring(2));
                actual.append(line).append('\n').append(written);
            }
        }
        assertEquals(golden, actual.toString());
    }
}
