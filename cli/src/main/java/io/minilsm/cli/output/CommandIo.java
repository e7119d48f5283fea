package io.minilsm.cli.output;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The three streams of a command, in UTF-8 whatever the platform says, and which of them are terminals. For one thread,
 * except that {@link #err()} may be used by a progress display.
 */
public final class CommandIo {
    /** Lines between two looks at whether the reader of standard output is still there. */
    private static final int LINES_PER_CHECK = 256;

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final Watched watched;
    private final OutputStream bytes;
    private final OutputStream errorBytes;
    private final PrintWriter out;
    private final PrintWriter err;
    private final String terminals;
    private int lines;

    private CommandIo(InputStream in, OutputStream out, OutputStream err, String terminals) {
        this.in = in;
        watched = new Watched(out);
        bytes = new BufferedOutputStream(watched, BUFFER_BYTES);
        errorBytes = err;
        this.out = new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
        this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
        this.terminals = terminals;
    }

    /**
     * Returns the streams as a command uses them.
     *
     * @param terminals the numbers of those of the three that are terminals, such as {@code 012}; empty in a pipe
     */
    public static CommandIo of(InputStream in, OutputStream out, OutputStream err, String terminals) {
        return new CommandIo(in, out, err, terminals);
    }

    /** Returns standard input. */
    public InputStream in() {
        return in;
    }

    /** Returns standard output for text; buffered, flushed at the command's end. */
    public PrintWriter out() {
        return out;
    }

    /** Returns standard error; each line is flushed. */
    public PrintWriter err() {
        return err;
    }

    /** Returns standard error for bytes. */
    public OutputStream errBytes() {
        return errorBytes;
    }

    /** Returns standard output for bytes; what was printed before comes first. */
    public OutputStream outBytes() {
        out.flush();
        return bytes;
    }

    /** Writes bytes to standard output as they are. */
    public void writeRaw(byte[] raw) {
        out.flush();
        try {
            bytes.write(raw);
            bytes.flush();
        } catch (IOException e) {
            // Kept for lostOutput(), as for text.
            watched.keep(e);
        }
    }

    /**
     * Prints a line of a long answer.
     *
     * @return false once nobody reads standard output any more, as in {@code minilsm scan DIR | head}: stop then
     */
    public boolean printLine(String line) {
        out.print(line);
        out.print('\n');
        return hasReader();
    }

    /** Returns false once nobody reads standard output any more; looks only now and then. */
    public boolean hasReader() {
        lines++;
        return lines % LINES_PER_CHECK != 0 || !out.checkError();
    }

    /** Returns whether a person types standard input. */
    public boolean isTerminalIn() {
        return terminals.indexOf('0') >= 0;
    }

    /** Returns whether a person reads standard output. */
    public boolean isTerminalOut() {
        return terminals.indexOf('1') >= 0;
    }

    /** Returns whether a person reads standard error. */
    public boolean isTerminalErr() {
        return terminals.indexOf('2') >= 0;
    }

    /** Hands everything written to the operating system. */
    public void flush() {
        out.flush();
        err.flush();
    }

    /**
     * Returns why a part of the answer could not be written to standard output, as on a full disk; null if all of it
     * was, or if its reader had enough, as {@code head} has.
     */
    public IOException lostOutput() {
        IOException failure = watched.failure;
        boolean enough = failure != null
                && failure.getMessage() != null
                && failure.getMessage().toLowerCase(Locale.ROOT).contains("pipe");
        return enough ? null : failure;
    }

    /** Remembers the first failure, which writers of text do not tell. */
    private static final class Watched extends FilterOutputStream {
        private IOException failure;

        Watched(OutputStream out) {
            super(out);
        }

        void keep(IOException e) {
            failure = failure == null ? e : failure;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            try {
                out.write(source, offset, length);
            } catch (IOException e) {
                keep(e);
                throw e;
            }
        }
    }
}
