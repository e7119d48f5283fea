package io.minilsm.jdbc;

import io.minilsm.jdbc.plan.SqlValues;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/** Getters by index: each converts the value of the row stood on, by the table of the JDBC specification. */
abstract class ConvertingResultSet extends LabelledResultSet {
    /** Returns the value of the column, the first being 1, and notes whether it was NULL. */
    abstract Object value(int column) throws SQLException;

    @Override
    public String getString(int column) throws SQLException {
        Object value = value(column);
        return value == null ? null : cut(SqlValues.toText(value));
    }

    @Override
    public String getNString(int column) throws SQLException {
        return getString(column);
    }

    @Override
    public byte[] getBytes(int column) throws SQLException {
        Object value = value(column);
        return value == null ? null : cut(SqlValues.toBytes(value).clone());
    }

    /** Cuts text to the statement's max field size. */
    abstract String cut(String text);

    /** Cuts bytes to the statement's max field size. */
    abstract byte[] cut(byte[] bytes);

    @Override
    public boolean getBoolean(int column) throws SQLException {
        Object value = value(column);
        return value != null && SqlValues.toTruth(value);
    }

    @Override
    public byte getByte(int column) throws SQLException {
        return (byte) whole(column, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    @Override
    public short getShort(int column) throws SQLException {
        return (short) whole(column, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Override
    public int getInt(int column) throws SQLException {
        return (int) whole(column, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public long getLong(int column) throws SQLException {
        return whole(column, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(int column, long least, long most) throws SQLException {
        Object value = value(column);
        return value == null ? 0 : ValueConversion.toWhole(value, least, most);
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return (float) getDouble(column);
    }

    @Override
    public double getDouble(int column) throws SQLException {
        Object value = value(column);
        return value == null ? 0 : ValueConversion.toDouble(value);
    }

    @Override
    public BigDecimal getBigDecimal(int column) throws SQLException {
        Object value = value(column);
        return value == null ? null : SqlValues.toDecimal(value);
    }

    @Override
    @Deprecated
    public BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        BigDecimal value = getBigDecimal(column);
        return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    public Date getDate(int column) throws SQLException {
        return getDate(column, null);
    }

    @Override
    public Date getDate(int column, Calendar calendar) throws SQLException {
        Object value = value(column);
        return value == null ? null : TemporalText.toDate(SqlValues.toText(value), calendar);
    }

    @Override
    public Time getTime(int column) throws SQLException {
        return getTime(column, null);
    }

    @Override
    public Time getTime(int column, Calendar calendar) throws SQLException {
        Object value = value(column);
        return value == null ? null : TemporalText.toTime(SqlValues.toText(value), calendar);
    }

    @Override
    public Timestamp getTimestamp(int column) throws SQLException {
        return getTimestamp(column, null);
    }

    @Override
    public Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
        Object value = value(column);
        return value == null ? null : TemporalText.toTimestamp(SqlValues.toText(value), calendar);
    }

    @Override
    public InputStream getBinaryStream(int column) throws SQLException {
        byte[] bytes = getBytes(column);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream getAsciiStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    @Deprecated
    public InputStream getUnicodeStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Reader getCharacterStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public Reader getNCharacterStream(int column) throws SQLException {
        return getCharacterStream(column);
    }

    @Override
    public Blob getBlob(int column) throws SQLException {
        byte[] bytes = getBytes(column);
        return bytes == null ? null : new JdbcBlob(bytes);
    }

    @Override
    public Clob getClob(int column) throws SQLException {
        return getNClob(column);
    }

    @Override
    public NClob getNClob(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new JdbcClob(text);
    }

    @Override
    public Object getObject(int column, Map<String, Class<?>> map) throws SQLException {
        return getObject(column);
    }

    @Override
    public <T> T getObject(int column, Class<T> type) throws SQLException {
        Object value = value(column);
        return ValueConversion.to(value, type);
    }
}
