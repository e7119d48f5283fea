package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.SqlType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Converts values of rows to what a getter returns. Stateless. */
final class ValueConversion {
    private interface Conversion {
        Object apply(Object value) throws SQLException;
    }

    /** More digits than this before the point fit no long. */
    private static final int MAX_LONG_DIGITS = 25;

    private static final Map<Class<?>, Conversion> BY_CLASS = byClass();

    private ValueConversion() {}

    private static Map<Class<?>, Conversion> byClass() {
        Map<Class<?>, Conversion> map = new HashMap<>();
        map.put(String.class, SqlValues::toText);
        map.put(byte[].class, value -> SqlValues.toBytes(value).clone());
        map.put(Boolean.class, SqlValues::toTruth);
        map.put(Byte.class, value -> (byte) toWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
        map.put(Short.class, value -> (short) toWhole(value, Short.MIN_VALUE, Short.MAX_VALUE));
        map.put(Integer.class, value -> (int) toWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
        map.put(Long.class, value -> toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE));
        map.put(Float.class, value -> (float) toDouble(value));
        map.put(Double.class, ValueConversion::toDouble);
        map.put(BigDecimal.class, SqlValues::toDecimal);
        map.put(Number.class, SqlValues::toDecimal);
        map.put(BigInteger.class, ValueConversion::toBigInteger);
        map.put(UUID.class, ValueConversion::toUuid);
        map.put(Date.class, value -> TemporalText.toDate(SqlValues.toText(value), null));
        map.put(Time.class, value -> TemporalText.toTime(SqlValues.toText(value), null));
        map.put(Timestamp.class, value -> TemporalText.toTimestamp(SqlValues.toText(value), null));
        map.put(java.util.Date.class, value -> TemporalText.toTimestamp(SqlValues.toText(value), null));
        map.put(LocalDate.class, value -> TemporalText.toLocalDate(SqlValues.toText(value)));
        map.put(LocalTime.class, value -> TemporalText.toLocalTime(SqlValues.toText(value)));
        map.put(LocalDateTime.class, value -> TemporalText.toLocalDateTime(SqlValues.toText(value)));
        map.put(OffsetDateTime.class, value -> TemporalText.toOffset(SqlValues.toText(value)));
        map.put(ZonedDateTime.class, value -> TemporalText.toOffset(SqlValues.toText(value))
                .toZonedDateTime());
        map.put(Instant.class, value -> TemporalText.toOffset(SqlValues.toText(value)).toInstant());
        map.put(OffsetTime.class, value -> TemporalText.toOffsetTime(SqlValues.toText(value)));
        map.put(Blob.class, value -> new JdbcBlob(SqlValues.toBytes(value).clone()));
        map.put(Clob.class, value -> new JdbcClob(SqlValues.toText(value)));
        map.put(NClob.class, value -> new JdbcClob(SqlValues.toText(value)));
        map.put(InputStream.class, value -> new ByteArrayInputStream(SqlValues.toBytes(value)));
        map.put(Reader.class, value -> new StringReader(SqlValues.toText(value)));
        return Map.copyOf(map);
    }

    /** Returns the value as an object of the class; null stays null. */
    static <T> T to(Object value, Class<T> type) throws SQLException {
        if (type == null) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "no class: null");
        } else if (value == null) {
            return null;
        } else if (type == Object.class) {
            return type.cast(value instanceof byte[] bytes ? bytes.clone() : value);
        }
        Conversion conversion = BY_CLASS.get(type);
        if (conversion == null) {
            throw SqlErrors.of(SqlState.BAD_CONVERSION, "no conversion to " + type.getName());
        }
        return type.cast(conversion.apply(value));
    }

    /** Returns the value as the class that belongs to the column's type; null stays null. */
    static Object natural(Object value, SqlType type) throws SQLException {
        return type == SqlType.NULL ? value : to(value, type.javaClass());
    }

    /** Returns the whole number, rounded towards zero. */
    static long toWhole(Object value, long least, long most) throws SQLException {
        Number number = SqlValues.toNumber(value);
        long whole;
        if (number instanceof Long exact) {
            whole = exact;
        } else {
            BigDecimal decimal = SqlValues.toDecimal(number);
            if ((long) decimal.precision() - decimal.scale() > MAX_LONG_DIGITS) {
                throw outOfRange(number, least, most);
            }
            BigInteger rounded = decimal.precision() - (long) decimal.scale() <= 0
                    ? BigInteger.ZERO
                    : decimal.setScale(0, RoundingMode.DOWN).unscaledValue();
            if (rounded.bitLength() > 63) {
                throw outOfRange(number, least, most);
            }
            whole = rounded.longValue();
        }
        if (whole < least || whole > most) {
            throw outOfRange(number, least, most);
        }
        return whole;
    }

    private static SQLException outOfRange(Number number, long least, long most) {
        return SqlErrors.of(
                SqlState.NUMBER_OUT_OF_RANGE,
                "number out of range: actual=" + number + ", expected=" + least + ".." + most);
    }

    static double toDouble(Object value) throws SQLException {
        if (value instanceof String || value instanceof byte[]) {
            String text = SqlValues.toText(value).trim();
            if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
                return Double.parseDouble(text);
            }
        }
        return SqlValues.toNumber(value).doubleValue();
    }

    private static BigInteger toBigInteger(Object value) throws SQLException {
        BigDecimal decimal = SqlValues.toDecimal(value);
        if (Math.abs((long) decimal.scale()) > 10_000) {
            throw SqlErrors.of(SqlState.NUMBER_OUT_OF_RANGE, "number too large: actual=" + decimal);
        }
        return decimal.toBigInteger();
    }

    private static UUID toUuid(Object value) throws SQLException {
        String text = SqlValues.toText(value);
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw SqlErrors.of(SqlState.BAD_CONVERSION, "not a UUID: length=" + text.length(), e);
        }
    }
}
