package io.minilsm.jdbc;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.SqlValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.UUID;

/** Converts what setters are given to the values of expressions. Stateless. */
final class ParameterValue {
    /** Length of a stream that was not told. */
    static final long UNKNOWN_LENGTH = -1;

    private ParameterValue() {}

    /** Returns the value of an object; null stays null. */
    static Object of(Object given) throws SQLException {
        if (given == null || given instanceof String || given instanceof Boolean || given instanceof BigDecimal) {
            return given;
        } else if (given instanceof byte[] bytes) {
            return bytes.clone();
        } else if (given instanceof Number number) {
            return ofNumber(number);
        } else if (given instanceof Character || given instanceof UUID) {
            return given.toString();
        } else if (given instanceof InputStream stream) {
            return bytes(stream, UNKNOWN_LENGTH);
        } else if (given instanceof Reader reader) {
            return text(reader, UNKNOWN_LENGTH);
        } else if (given instanceof Blob blob) {
            return bytes(blob.getBinaryStream(), UNKNOWN_LENGTH);
        } else if (given instanceof Clob clob) {
            return text(clob.getCharacterStream(), UNKNOWN_LENGTH);
        }
        return ofTime(given);
    }

    private static Object ofNumber(Number number) throws SQLException {
        if (number instanceof Long || number instanceof Double) {
            return number;
        } else if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        } else if (number instanceof Float) {
            // By its digits, so that 0.1f stays 0.1.
            return Double.valueOf(number.toString());
        } else if (number instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        return SqlValues.toNumber(number.toString());
    }

    private static Object ofTime(Object given) throws SQLException {
        if (given instanceof Timestamp timestamp) {
            return TemporalText.of(timestamp, null);
        } else if (given instanceof Date date) {
            return TemporalText.of(date, null);
        } else if (given instanceof Time time) {
            return TemporalText.of(time, null);
        } else if (given instanceof java.util.Date date) {
            return TemporalText.of(new Timestamp(date.getTime()), null);
        } else if (given instanceof LocalDateTime time) {
            return TemporalText.of(time);
        } else if (given instanceof ZonedDateTime time) {
            return time.toOffsetDateTime().toString();
        } else if (given instanceof Temporal) {
            return given.toString();
        }
        throw SqlErrors.of(
                SqlState.BAD_CONVERSION,
                "no conversion from " + given.getClass().getName() + " to a key or value; pass text or bytes");
    }

    /** Returns the value of an object as the type of {@link Types} that was named with it. */
    static Object of(Object given, int targetType) throws SQLException {
        Object value = of(given);
        if (value == null) {
            return null;
        }
        return switch (targetType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> ValueConversion.toWhole(
                    value, Long.MIN_VALUE, Long.MAX_VALUE);
            case Types.DECIMAL, Types.NUMERIC -> SqlValues.toDecimal(value);
            case Types.DOUBLE, Types.FLOAT, Types.REAL -> ValueConversion.toDouble(value);
            case Types.BOOLEAN, Types.BIT -> SqlValues.toTruth(value);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> SqlValues.toBytes(value);
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.CLOB ->
                value instanceof byte[] ? value : SqlValues.toText(value);
            default -> value;
        };
    }

    /** Reads a stream to its end or, if a length is told, exactly that far. */
    static byte[] bytes(InputStream stream, long length) throws SQLException {
        if (stream == null) {
            return null;
        }
        requireLength(length);
        try {
            int most = length == UNKNOWN_LENGTH ? WriteBatch.MAX_VALUE_BYTES + 1 : (int) length;
            byte[] bytes = stream.readNBytes(most);
            requireRead(bytes.length, length);
            return bytes;
        } catch (IOException e) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "the stream of a parameter failed: " + e.getMessage(), e);
        }
    }

    /** Reads characters to their end or, if a length is told, exactly that far. */
    static String text(Reader reader, long length) throws SQLException {
        if (reader == null) {
            return null;
        }
        requireLength(length);
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[8192];
        try {
            while (length == UNKNOWN_LENGTH || text.length() < length) {
                long left = length == UNKNOWN_LENGTH ? buffer.length : length - text.length();
                int count = reader.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                text.append(buffer, 0, count);
                requireRead(text.length(), UNKNOWN_LENGTH);
            }
            requireRead(text.length(), length);
            return text.toString();
        } catch (IOException e) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "the reader of a parameter failed: " + e.getMessage(), e);
        }
    }

    private static void requireLength(long length) throws SQLException {
        if (length > WriteBatch.MAX_VALUE_BYTES) {
            throw tooLong(length);
        } else if (length < UNKNOWN_LENGTH) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "negative length: actual=" + length);
        }
    }

    private static void requireRead(int read, long told) throws SQLException {
        if (read > WriteBatch.MAX_VALUE_BYTES) {
            throw tooLong(read);
        } else if (told != UNKNOWN_LENGTH && read != told) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT, "stream ended early: actual=" + read + ", expected=" + told);
        }
    }

    private static SQLException tooLong(long actual) {
        return SqlErrors.of(
                SqlState.TOO_LONG,
                "parameter too long: actual=" + actual + ", expected at most " + WriteBatch.MAX_VALUE_BYTES);
    }
}
