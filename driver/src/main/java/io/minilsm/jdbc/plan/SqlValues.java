package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Converts values: text is stored as UTF-8, numbers and truth values as their text. Text that is not text (a lone
 * surrogate, bytes that are not UTF-8) is an error and never replaced. Stateless.
 */
public final class SqlValues {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int SHOWN_CHARS = 60;

    /** A number such as 1E+999999999 would be a gigabyte of zeros as text. */
    private static final int MAX_SCALE = 10_000;

    /** Longer ones are no number of anybody's, and parsing takes the square of the length. */
    private static final int MAX_NUMBER_CHARS = 11_000;

    private SqlValues() {}

    /** Returns the bytes of a value that is not null. */
    public static byte[] toBytes(Object value) throws SQLException {
        return value instanceof byte[] bytes ? bytes : encode(toText(value));
    }

    /** Returns the text of a value that is not null. */
    public static String toText(Object value) throws SQLException {
        if (value instanceof String text) {
            return text;
        } else if (value instanceof byte[] bytes) {
            return decode(bytes);
        } else if (value instanceof BigDecimal number) {
            if (Math.abs((long) number.scale()) > MAX_SCALE) {
                throw SqlErrors.of(SqlState.NUMBER_OUT_OF_RANGE, "number too large to be text: actual=" + number);
            }
            return number.toPlainString();
        }
        return value.toString();
    }

    /** Returns the number that a value is or, as text, spells: a Long, a BigDecimal or a Double. */
    public static Number toNumber(Object value) throws SQLException {
        if (value instanceof Number number) {
            return number;
        } else if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        String text = toText(value).trim();
        try {
            if (text.length() <= 19 && isWhole(text)) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            return decimal(text);
        }
        return decimal(text);
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '-' && c != '+') {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal decimal(String text) throws SQLException {
        if (text.length() > MAX_NUMBER_CHARS) {
            throw SqlErrors.of(
                    SqlState.NUMBER_OUT_OF_RANGE,
                    "number too long: actual=" + text.length() + " characters, expected at most " + MAX_NUMBER_CHARS);
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw SqlErrors.of(SqlState.BAD_CONVERSION, "not a number: actual='" + shown(text) + "'", e);
        }
    }

    /** Returns the number as an exact decimal. */
    public static BigDecimal toDecimal(Object value) throws SQLException {
        Number number = toNumber(value);
        if (number instanceof BigDecimal decimal) {
            return decimal;
        } else if (number instanceof Double floating) {
            if (floating.isNaN() || floating.isInfinite()) {
                throw SqlErrors.of(SqlState.NUMBER_OUT_OF_RANGE, "not a finite number: actual=" + floating);
            }
            return BigDecimal.valueOf(floating);
        }
        return BigDecimal.valueOf(number.longValue());
    }

    /** Returns the truth that a value is or spells. */
    public static boolean toTruth(Object value) throws SQLException {
        if (value instanceof Boolean truth) {
            return truth;
        } else if (value instanceof Number) {
            return toDecimal(value).signum() != 0;
        }
        String text = toText(value).trim();
        if (text.equalsIgnoreCase("true") || text.equals("1") || text.equalsIgnoreCase("t")) {
            return true;
        } else if (text.equalsIgnoreCase("false") || text.equals("0") || text.equalsIgnoreCase("f")) {
            return false;
        }
        throw SqlErrors.of(SqlState.BAD_CONVERSION, "not true or false: actual='" + shown(text) + "'");
    }

    /** Compares two values that are not null: numbers and truths as such, everything else by bytes. */
    public static int compare(Object left, Object right) throws SQLException {
        if (left instanceof Number && right instanceof Number) {
            return compareNumbers(left, right);
        } else if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        }
        return Arrays.compareUnsigned(toBytes(left), toBytes(right));
    }

    /** Compares two values that are not null as numbers. */
    public static int compareNumbers(Object left, Object right) throws SQLException {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        return toDecimal(left).compareTo(toDecimal(right));
    }

    /** Returns the text as UTF-8. */
    public static byte[] encode(String text) throws SQLException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                throw SqlErrors.of(
                        SqlState.NOT_TEXT,
                        String.format("lone surrogate in a string: index=%d, actual=U+%04X", i, (int) c));
            }
            i++;
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the text that the bytes are as UTF-8. */
    public static String decode(byte[] bytes) throws SQLException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw SqlErrors.of(
                        SqlState.NOT_TEXT,
                        "bytes are not UTF-8 text: length=" + bytes.length + "; read them with getBytes or HEX()",
                        e);
            }
        }
        return text;
    }

    /** Returns bytes as they can stand in a message: text in quotes, else X'...', shortened. */
    public static String shown(byte[] bytes) {
        try {
            String text = decode(bytes);
            if (text.chars().noneMatch(Character::isISOControl)) {
                return "'" + shown(text) + "'";
            }
        } catch (SQLException e) {
            return hex(bytes);
        }
        return hex(bytes);
    }

    private static String hex(byte[] bytes) {
        int shown = Math.min(bytes.length, SHOWN_CHARS / 2);
        String digits = HexFormat.of().withUpperCase().formatHex(bytes, 0, shown);
        return "X'" + digits + (shown < bytes.length ? "..." : "") + "'";
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    }
}
