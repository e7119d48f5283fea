package io.minilsm.cli.output;

import java.io.IOException;

/** Cuts what is appended into lines and hands each on. For one thread. */
public final class LineAppender implements Appendable {
    private final Sink sink;
    private final StringBuilder line = new StringBuilder();

    /** Takes lines. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a line without its end; returns false to get no more. */
        boolean take(String line) throws IOException;
    }

    /** The sink wants no more lines: the way out of code that appends. */
    public static final class NoReaderException extends IOException {
        private static final long serialVersionUID = 1L;

        NoReaderException() {
            super("nobody reads on");
        }
    }

    /** Makes an appender to the sink. */
    public LineAppender(Sink sink) {
        this.sink = sink;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        return append(text, 0, text.length());
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
        for (int i = start; i < end; i++) {
            append(text.charAt(i));
        }
        return this;
    }

    @Override
    public Appendable append(char c) throws IOException {
        if (c != '\n') {
            line.append(c);
            return this;
        }
        String whole = line.toString();
        line.setLength(0);
        if (!sink.take(whole)) {
            throw new NoReaderException();
        }
        return this;
    }

    /** Hands on what stands behind the last line end. */
    public void end() throws IOException {
        if (!line.isEmpty()) {
            append('\n');
        }
    }
}
