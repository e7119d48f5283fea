package io.minilsm.jdbc;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;

/** Bytes in memory: a copy of a value, or one that is being made for a parameter. For one thread. */
final class JdbcBlob implements Blob {
    /** Null once freed. */
    private byte[] bytes;

    JdbcBlob(byte[] bytes) {
        this.bytes = bytes;
    }

    private byte[] live() throws SQLException {
        if (bytes == null) {
            throw SqlErrors.of(SqlState.BAD_STATE, "Blob was freed");
        }
        return bytes;
    }

    /** Returns the index of a 1-based position, which may be just behind the end. */
    static int index(long position, int length) throws SQLException {
        if (position < 1 || position > length + 1L) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT,
                    "position out of range: actual=" + position + ", expected=1.." + (length + 1L));
        }
        return (int) (position - 1);
    }

    /** Returns where a part of that length ends, at most at the end of all. */
    static int end(int from, long length, int all) throws SQLException {
        if (length < 0) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "negative length: actual=" + length);
        }
        return (int) Math.min(all, from + length);
    }

    static void requireRoom(long length) throws SQLException {
        if (length > WriteBatch.MAX_VALUE_BYTES) {
            throw SqlErrors.of(
                    SqlState.TOO_LONG,
                    "too long: actual=" + length + ", expected at most " + WriteBatch.MAX_VALUE_BYTES);
        }
    }

    @Override
    public long length() throws SQLException {
        return live().length;
    }

    @Override
    public byte[] getBytes(long position, int length) throws SQLException {
        int from = index(position, live().length);
        return Arrays.copyOfRange(bytes, from, end(from, length, bytes.length));
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        return new ByteArrayInputStream(live());
    }

    @Override
    public InputStream getBinaryStream(long position, long length) throws SQLException {
        int from = index(position, live().length);
        return new ByteArrayInputStream(bytes, from, end(from, length, bytes.length) - from);
    }

    @Override
    public long position(byte[] pattern, long start) throws SQLException {
        int from = index(start, live().length);
        for (int at = from; at + pattern.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at + 1L;
            }
        }
        return -1;
    }

    @Override
    public long position(Blob pattern, long start) throws SQLException {
        return position(pattern.getBytes(1, (int) Math.min(Integer.MAX_VALUE, pattern.length())), start);
    }

    @Override
    public int setBytes(long position, byte[] written) throws SQLException {
        return setBytes(position, written, 0, written.length);
    }

    @Override
    public int setBytes(long position, byte[] written, int offset, int length) throws SQLException {
        int from = index(position, live().length);
        requireRoom((long) from + length);
        byte[] grown = Arrays.copyOf(bytes, Math.max(bytes.length, from + length));
        System.arraycopy(written, offset, grown, from, length);
        bytes = grown;
        return length;
    }

    /** What is written takes effect when the stream is closed. */
    @Override
    public OutputStream setBinaryStream(long position) throws SQLException {
        index(position, live().length);
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                try {
                    setBytes(position, toByteArray());
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        bytes = Arrays.copyOf(bytes, end(0, length, live().length));
    }

    @Override
    public void free() {
        bytes = null;
    }
}
