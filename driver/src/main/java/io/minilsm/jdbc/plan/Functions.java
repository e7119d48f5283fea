package io.minilsm.jdbc.plan;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlFunction;
import io.minilsm.jdbc.sql.SqlType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;

/** Computes functions and casts. NULL in, NULL out, but for COALESCE. Stateless. */
final class Functions {
    /** Digits that a sum or product may grow to: beyond, a chain of products would eat the memory. */
    private static final int MAX_DIGITS = 1000;

    private Functions() {}

    static Object call(SqlFunction function, Object[] values) throws SQLException {
        if (function == SqlFunction.COALESCE) {
            return firstNotNull(values);
        }
        for (Object value : values) {
            if (value == null) {
                return null;
            }
        }
        Object first = values[0];
        return switch (function) {
            case LENGTH -> length(first);
            case OCTET_LENGTH -> (long) SqlValues.toBytes(first).length;
            case UPPER -> SqlValues.toText(first).toUpperCase(Locale.ROOT);
            case LOWER -> SqlValues.toText(first).toLowerCase(Locale.ROOT);
            case TRIM -> SqlValues.toText(first).strip();
            case SUBSTRING -> substring(values);
            case HEX -> HexFormat.of().withUpperCase().formatHex(SqlValues.toBytes(first));
            case CONCAT -> concat(values);
            case ABS -> SqlValues.toDecimal(first).signum() < 0
                    ? arithmetic(SqlFunction.NEGATE, first, 0L)
                    : SqlValues.toNumber(first);
            case NEGATE -> arithmetic(SqlFunction.SUBTRACT, 0L, first);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER -> arithmetic(function, first, values[1]);
            case JSON_TEXT -> JsonField.text(first, values[1]);
            case COALESCE -> throw new AssertionError(function);
        };
    }

    private static Object firstNotNull(Object[] values) {
        for (Object value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static Long length(Object value) throws SQLException {
        String text = SqlValues.toText(value);
        return (long) text.codePointCount(0, text.length());
    }

    /** As bytes, which is the same for text and right for what is none. */
    private static Object concat(Object[] values) throws SQLException {
        byte[][] parts = new byte[values.length][];
        long length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = SqlValues.toBytes(values[i]);
            length += parts[i].length;
        }
        if (length > WriteBatch.MAX_VALUE_BYTES) {
            throw SqlErrors.of(
                    SqlState.TOO_LONG,
                    "result of || too long: actual=" + length + ", expected at most " + WriteBatch.MAX_VALUE_BYTES);
        }
        ByteBuffer joined = ByteBuffer.allocate((int) length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    /** From a 1-based character on, as the standard says: a start before the text counts against the length. */
    private static Object substring(Object[] values) throws SQLException {
        String text = SqlValues.toText(values[0]);
        long start = toLong(values[1]);
        long end = values.length < 3 ? Long.MAX_VALUE : Math.max(-1, toLong(values[2]));
        if (end == -1) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "negative length in SUBSTRING");
        }
        int characters = text.codePointCount(0, text.length());
        end = end > Long.MAX_VALUE - Math.max(0, start) ? Long.MAX_VALUE : start + end;
        int from = (int) Math.max(0, Math.min(characters, start - 1));
        int to = (int) Math.max(from, Math.min(characters, end - 1));
        return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
    }

    private static Number arithmetic(SqlFunction operator, Object left, Object right) throws SQLException {
        Number a = SqlValues.toNumber(left);
        Number b = SqlValues.toNumber(right);
        if (a instanceof Long x && b instanceof Long y) {
            return onLongs(operator, x, y);
        } else if (a instanceof Double || b instanceof Double) {
            return onDoubles(operator, a.doubleValue(), b.doubleValue());
        }
        return onDecimals(operator, SqlValues.toDecimal(a), SqlValues.toDecimal(b));
    }

    private static Long onLongs(SqlFunction operator, long a, long b) throws SQLException {
        try {
            return switch (operator) {
                case ADD -> Math.addExact(a, b);
                case SUBTRACT -> Math.subtractExact(a, b);
                case NEGATE -> Math.negateExact(a);
                case MULTIPLY -> Math.multiplyExact(a, b);
                case DIVIDE -> a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : a / b;
                case REMAINDER -> a % b;
                default -> throw new AssertionError(operator);
            };
        } catch (ArithmeticException e) {
            if (b == 0 && (operator == SqlFunction.DIVIDE || operator == SqlFunction.REMAINDER)) {
                throw SqlErrors.of(SqlState.DIVISION_BY_ZERO, "division by zero", e);
            }
            throw SqlErrors.of(
                    SqlState.NUMBER_OUT_OF_RANGE,
                    "result does not fit 64 bits: " + a + " " + operator.sqlName() + " " + b,
                    e);
        }
    }

    private static Double onDoubles(SqlFunction operator, double a, double b) throws SQLException {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case NEGATE -> -a;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case REMAINDER -> a % b;
            default -> throw new AssertionError(operator);
        };
    }

    private static BigDecimal onDecimals(SqlFunction operator, BigDecimal a, BigDecimal b) throws SQLException {
        requireModest(a);
        requireModest(b);
        if (b.signum() == 0 && (operator == SqlFunction.DIVIDE || operator == SqlFunction.REMAINDER)) {
            throw SqlErrors.of(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        return switch (operator) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case NEGATE -> a.negate();
            case MULTIPLY -> a.multiply(b);
            case DIVIDE -> a.divide(b, MathContext.DECIMAL128);
            case REMAINDER -> a.remainder(b);
            default -> throw new AssertionError(operator);
        };
    }

    /** A number such as 1E+999999999 would be spelled out to a gigabyte. */
    private static void requireModest(BigDecimal number) throws SQLException {
        if (number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw SqlErrors.of(
                    SqlState.NUMBER_OUT_OF_RANGE, "number too large to compute with: expected at most 1000 digits");
        }
    }

    static Object cast(Object value, SqlType type) throws SQLException {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case VARCHAR -> SqlValues.toText(value);
            case VARBINARY -> SqlValues.toBytes(value);
            case BOOLEAN -> SqlValues.toTruth(value);
            case INTEGER -> inRange(toLong(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> toLong(value);
            case DECIMAL -> SqlValues.toDecimal(value);
            case DOUBLE -> SqlValues.toNumber(value).doubleValue();
            case NULL -> null;
        };
    }

    private static Long inRange(long value, long least, long most) throws SQLException {
        if (value < least || value > most) {
            throw SqlErrors.of(
                    SqlState.NUMBER_OUT_OF_RANGE,
                    "number out of range: actual=" + value + ", expected=" + least + ".." + most);
        }
        return value;
    }

    /** Rounds towards zero. */
    private static long toLong(Object value) throws SQLException {
        Number number = SqlValues.toNumber(value);
        if (number instanceof Long exact) {
            return exact;
        }
        BigDecimal decimal = SqlValues.toDecimal(number);
        requireModest(decimal);
        try {
            return decimal.setScale(0, RoundingMode.DOWN).longValueExact();
        } catch (ArithmeticException e) {
            throw SqlErrors.of(SqlState.NUMBER_OUT_OF_RANGE, "number out of range: actual=" + decimal, e);
        }
    }
}
