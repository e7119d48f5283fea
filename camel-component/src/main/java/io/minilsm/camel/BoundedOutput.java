package io.minilsm.camel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Collects bytes up to a limit and refuses more, so that no stream can fill the memory. For one thread. */
final class BoundedOutput extends OutputStream {
    private static final int CHUNK_BYTES = 8 << 10;

    private final String what;
    private final int limit;
    private final String option;
    private byte[] bytes = new byte[256];
    private int length;

    /**
     * Makes an empty one.
     *
     * @param what what is collected, for the message
     * @param option name of the option that sets the limit, for the message; empty if there is none
     */
    BoundedOutput(String what, int limit, String option) {
        this.what = what;
        this.limit = limit;
        this.option = option;
    }

    /** Reads the stream to its end or to the limit, and closes it. */
    static byte[] readAll(InputStream stream, String what, int limit, String option) throws IOException {
        try (stream) {
            BoundedOutput out = new BoundedOutput(what, limit, option);
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                out.write(chunk, 0, read);
            }
            return out.toByteArray();
        }
    }

    /** Throws if that many bytes are over the limit. */
    static void check(String what, long actual, int limit, String option) {
        if (actual > limit) {
            throw tooLarge(what, "actual=" + actual, limit, option);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        long needed = (long) length + count;
        if (needed > limit) {
            throw new LimitException(tooLarge(what, "actual at least " + needed, limit, option));
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static IllegalArgumentException tooLarge(String what, String actual, int limit, String option) {
        return new IllegalArgumentException(what + " too large: " + actual + ", expected at most " + limit + " bytes"
                + (option.isEmpty() ? "" : " (option " + option + ")"));
    }

    /** An exception that Jackson lets through as it is; the cause is the one to throw on. */
    static final class LimitException extends IOException {
        private static final long serialVersionUID = 1L;

        LimitException(IllegalArgumentException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
