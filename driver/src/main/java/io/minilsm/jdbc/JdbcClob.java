package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;

/** Text in memory: a value that was read, or one that is being made for a parameter. For one thread. */
final class JdbcClob implements NClob {
    /** Null once freed. */
    private String text;

    JdbcClob(String text) {
        this.text = text;
    }

    private String live() throws SQLException {
        if (text == null) {
            throw SqlErrors.of(SqlState.BAD_STATE, "Clob was freed");
        }
        return text;
    }

    @Override
    public long length() throws SQLException {
        return live().length();
    }

    @Override
    public String getSubString(long position, int length) throws SQLException {
        int from = JdbcBlob.index(position, live().length());
        return text.substring(from, JdbcBlob.end(from, length, text.length()));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        return new StringReader(live());
    }

    @Override
    public Reader getCharacterStream(long position, long length) throws SQLException {
        return new StringReader(getSubString(position, (int) Math.min(Integer.MAX_VALUE, length)));
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        return new ByteArrayInputStream(live().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long position(String pattern, long start) throws SQLException {
        int found = live().indexOf(pattern, JdbcBlob.index(start, text.length()));
        return found < 0 ? -1 : found + 1L;
    }

    @Override
    public long position(Clob pattern, long start) throws SQLException {
        return position(pattern.getSubString(1, (int) Math.min(Integer.MAX_VALUE, pattern.length())), start);
    }

    @Override
    public int setString(long position, String written) throws SQLException {
        int from = JdbcBlob.index(position, live().length());
        JdbcBlob.requireRoom((long) from + written.length());
        int end = Math.min(text.length(), from + written.length());
        text = text.substring(0, from) + written + text.substring(end);
        return written.length();
    }

    @Override
    public int setString(long position, String written, int offset, int length) throws SQLException {
        return setString(position, written.substring(offset, offset + length));
    }

    /** What is written takes effect when the stream is closed. */
    @Override
    public OutputStream setAsciiStream(long position) throws SQLException {
        JdbcBlob.index(position, live().length());
        return new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                store(position, toString(StandardCharsets.US_ASCII));
            }
        };
    }

    /** What is written takes effect when the writer is closed. */
    @Override
    public Writer setCharacterStream(long position) throws SQLException {
        JdbcBlob.index(position, live().length());
        return new StringWriter() {
            @Override
            public void close() throws IOException {
                store(position, toString());
            }
        };
    }

    private void store(long position, String written) throws IOException {
        try {
            setString(position, written);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void truncate(long length) throws SQLException {
        text = text.substring(0, JdbcBlob.end(0, length, live().length()));
    }

    @Override
    public void free() {
        text = null;
    }
}
