package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A pattern of LIKE, matched against UTF-8 bytes: {@code %} is any run, {@code _} any one character. Case matters.
 * Matching remembers only the last {@code %}, so its cost is at most length of text times length of pattern. Immutable.
 */
public final class LikePattern {
    private static final int ANY_CHARACTER = -1;
    private static final int ANY_RUN = -2;

    /** Bytes 0..255, or one of the two constants; never two ANY_RUN in a row. */
    private final int[] parts;

    private final int literalPrefix;

    private LikePattern(int[] parts) {
        this.parts = parts;
        int at = 0;
        while (at < parts.length && parts[at] >= 0) {
            at++;
        }
        literalPrefix = at;
    }

    /** Makes a pattern; {@code escape} is null for none, else one character. */
    public static LikePattern of(String pattern, String escape) throws SQLException {
        int escapePoint = -1;
        if (escape != null && !escape.isEmpty()) {
            if (escape.codePointCount(0, escape.length()) != 1) {
                throw SqlErrors.of(SqlState.BAD_ARGUMENT, "ESCAPE is not one character: length=" + escape.length());
            }
            escapePoint = escape.codePointAt(0);
        }
        int[] parts = new int[Math.multiplyExact(pattern.length(), 3)];
        int count = 0;
        for (int i = 0; i < pattern.length(); ) {
            int point = pattern.codePointAt(i);
            i += Character.charCount(point);
            if (point == '%' && point != escapePoint) {
                if (count == 0 || parts[count - 1] != ANY_RUN) {
                    parts[count++] = ANY_RUN;
                }
                continue;
            } else if (point == '_' && point != escapePoint) {
                parts[count++] = ANY_CHARACTER;
                continue;
            } else if (point == escapePoint) {
                if (i >= pattern.length()) {
                    throw SqlErrors.of(SqlState.BAD_ARGUMENT, "LIKE pattern ends with its escape character");
                }
                point = pattern.codePointAt(i);
                i += Character.charCount(point);
            }
            for (byte b : SqlValues.encode(Character.toString(point))) {
                parts[count++] = b & 0xFF;
            }
        }
        return new LikePattern(Arrays.copyOf(parts, count));
    }

    /** Returns the bytes that every match starts with. */
    public byte[] prefix() {
        byte[] prefix = new byte[literalPrefix];
        for (int i = 0; i < literalPrefix; i++) {
            prefix[i] = (byte) parts[i];
        }
        return prefix;
    }

    /** Returns whether only the prefix itself matches. */
    public boolean isExact() {
        return literalPrefix == parts.length;
    }

    /** Returns whether everything that starts with the prefix matches. */
    public boolean isPrefixOnly() {
        return literalPrefix == parts.length - 1 && parts[literalPrefix] == ANY_RUN;
    }

    /** Returns whether the text matches. */
    public boolean matches(byte[] text) {
        int at = 0;
        int part = 0;
        int retryPart = -1;
        int retryAt = 0;
        while (at < text.length) {
            int wanted = part < parts.length ? parts[part] : Integer.MIN_VALUE;
            if (wanted == (text[at] & 0xFF)) {
                at++;
                part++;
            } else if (wanted == ANY_CHARACTER) {
                at = characterEnd(text, at);
                part++;
            } else if (wanted == ANY_RUN) {
                retryPart = ++part;
                retryAt = at;
            } else if (retryPart >= 0) {
                part = retryPart;
                retryAt = characterEnd(text, retryAt);
                at = retryAt;
            } else {
                return false;
            }
        }
        while (part < parts.length && parts[part] == ANY_RUN) {
            part++;
        }
        return part == parts.length;
    }

    /** A byte that is part of no character counts as one. */
    private static int characterEnd(byte[] text, int start) {
        int at = start + 1;
        if ((text[start] & 0xC0) == 0xC0) {
            while (at < text.length && at - start < 4 && (text[at] & 0xC0) == 0x80) {
                at++;
            }
        }
        return at;
    }
}
