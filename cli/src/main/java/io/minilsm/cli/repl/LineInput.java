package io.minilsm.cli.repl;

import io.minilsm.cli.output.CommandIo;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines of a session: with editing, history and completion from a person, as they are from a pipe. For one thread. */
public interface LineInput extends Closeable {
    /** Returns the next line; null at the end. */
    String next() throws IOException;

    /** Returns the lines of standard input. */
    static LineInput of(CommandIo io) throws IOException {
        return io.isTerminalIn() && io.isTerminalOut() ? new Typed() : new Piped(io);
    }

    /** Lines of a pipe: no prompt, so that the output is only answers. */
    final class Piped implements LineInput {
        private final BufferedReader reader;

        Piped(CommandIo io) {
            reader = new BufferedReader(new InputStreamReader(io.in(), StandardCharsets.UTF_8));
        }

        @Override
        public String next() throws IOException {
            return reader.readLine();
        }

        @Override
        public void close() {
            // Standard input is the caller's.
        }
    }

    /** Lines that a person types. */
    final class Typed implements LineInput {
        private final Terminal terminal;
        private final LineReader reader;

        Typed() throws IOException {
            terminal = TerminalBuilder.builder().system(true).build();
            reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("minilsm")
                    .completer(new StringsCompleter(ReplSession.commandNames()))
                    // A backslash is part of a key's notation, not of the line editor's.
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
        }

        @Override
        public String next() {
            try {
                return reader.readLine("minilsm> ");
            } catch (UserInterruptException e) {
                return "";
            } catch (EndOfFileException e) {
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }
}
