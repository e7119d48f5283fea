package io.minilsm.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** The setters of a prepared statement: each converts its value at once and binds it. */
abstract class ParameterSetters extends RefusingPreparedStatement {
    ParameterSetters(JdbcConnection connection, StatementForm form) {
        super(connection, form);
    }

    /** Binds a converted value; the first parameter has index 1. */
    abstract void bind(int index, Object value) throws SQLException;

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setBigDecimal(int index, BigDecimal value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setString(int index, String value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setNString(int index, String value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setBytes(int index, byte[] value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setDate(int index, Date value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setTime(int index, Time value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setTimestamp(int index, Timestamp value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setObject(int index, Object value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setBlob(int index, Blob value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setClob(int index, Clob value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setNClob(int index, NClob value) throws SQLException {
        bind(index, ParameterValue.of(value));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream) throws SQLException {
        bind(index, ParameterValue.bytes(stream, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream, long length) throws SQLException {
        bind(index, ParameterValue.bytes(stream, length));
    }

    @Override
    public void setBlob(int index, InputStream stream) throws SQLException {
        bind(index, ParameterValue.bytes(stream, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setBlob(int index, InputStream stream, long length) throws SQLException {
        bind(index, ParameterValue.bytes(stream, length));
    }

    @Override
    public void setBinaryStream(int index, InputStream stream, int length) throws SQLException {
        bind(index, ParameterValue.bytes(stream, length));
    }

    @Override
    public void setCharacterStream(int index, Reader reader) throws SQLException {
        bind(index, ParameterValue.text(reader, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setCharacterStream(int index, Reader reader, long length) throws SQLException {
        bind(index, ParameterValue.text(reader, length));
    }

    @Override
    public void setNCharacterStream(int index, Reader reader) throws SQLException {
        bind(index, ParameterValue.text(reader, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setNCharacterStream(int index, Reader reader, long length) throws SQLException {
        bind(index, ParameterValue.text(reader, length));
    }

    @Override
    public void setClob(int index, Reader reader) throws SQLException {
        bind(index, ParameterValue.text(reader, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setClob(int index, Reader reader, long length) throws SQLException {
        bind(index, ParameterValue.text(reader, length));
    }

    @Override
    public void setNClob(int index, Reader reader) throws SQLException {
        bind(index, ParameterValue.text(reader, ParameterValue.UNKNOWN_LENGTH));
    }

    @Override
    public void setNClob(int index, Reader reader, long length) throws SQLException {
        bind(index, ParameterValue.text(reader, length));
    }

    @Override
    public void setCharacterStream(int index, Reader reader, int length) throws SQLException {
        bind(index, ParameterValue.text(reader, length));
    }

    @Override
    public void setAsciiStream(int index, InputStream stream) throws SQLException {
        bindAscii(index, stream, ParameterValue.UNKNOWN_LENGTH);
    }

    @Override
    public void setAsciiStream(int index, InputStream stream, int length) throws SQLException {
        bindAscii(index, stream, length);
    }

    @Override
    public void setAsciiStream(int index, InputStream stream, long length) throws SQLException {
        bindAscii(index, stream, length);
    }

    @Override
    public void setNull(int index, int type) throws SQLException {
        bind(index, null);
    }

    @Override
    public void setNull(int index, int type, String typeName) throws SQLException {
        bind(index, null);
    }

    @Override
    public void setObject(int index, Object value, int type) throws SQLException {
        bind(index, ParameterValue.of(value, type));
    }

    @Override
    public void setObject(int index, Object value, int type, int scaleOrLength) throws SQLException {
        bind(index, ParameterValue.of(value, type));
    }

    @Override
    public void setObject(int index, Object value, SQLType type) throws SQLException {
        setObject(index, value, type.getVendorTypeNumber());
    }

    @Override
    public void setObject(int index, Object value, SQLType type, int scaleOrLength) throws SQLException {
        setObject(index, value, type.getVendorTypeNumber());
    }

    @Override
    public void setDate(int index, Date value, Calendar calendar) throws SQLException {
        bind(index, value == null ? null : TemporalText.of(value, calendar));
    }

    @Override
    public void setTime(int index, Time value, Calendar calendar) throws SQLException {
        bind(index, value == null ? null : TemporalText.of(value, calendar));
    }

    @Override
    public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
        bind(index, value == null ? null : TemporalText.of(value, calendar));
    }

    private void bindAscii(int index, InputStream stream, long length) throws SQLException {
        byte[] bytes = ParameterValue.bytes(stream, length);
        bind(index, bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII));
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream stream, int length) throws SQLException {
        byte[] bytes = ParameterValue.bytes(stream, length);
        bind(index, bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
    }
}
