package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;

/** Words the errors of a statement: what, line and column, and the place under a caret. Stateless. */
public final class SqlMistakes {
    /** Characters of the statement shown before and behind the place: one line of a terminal. */
    private static final int WINDOW = 36;

    private static final int SHORT = 40;

    private SqlMistakes() {}

    /** Returns the exception for a mistake at an offset of the statement. */
    public static SQLException at(String text, int offset, SqlState state, String what) {
        int lineStart = offset;
        while (lineStart > 0 && !isLineEnd(text.charAt(lineStart - 1))) {
            lineStart--;
        }
        int lineEnd = offset;
        while (lineEnd < text.length() && !isLineEnd(text.charAt(lineEnd)) && lineEnd - offset <= WINDOW) {
            lineEnd++;
        }
        int from = Math.max(lineStart, offset - WINDOW);
        int to = Math.min(lineEnd, offset + WINDOW);
        String before = (from > lineStart ? "..." : "") + printable(text, from, offset);
        String message = what + " (line " + lineOf(text, offset) + ", column " + (offset - lineStart + 1) + ")\n  "
                + before + printable(text, offset, to) + (to < lineEnd ? "..." : "") + "\n  "
                + " ".repeat(before.length()) + "^";
        return SqlErrors.of(state, message);
    }

    /** Returns the exception for SQL that is understood but not supported, with what to do instead. */
    public static SQLException unsupported(String text, int offset, String construct, String instead) {
        String hint = instead.isEmpty() ? "" : "; " + instead;
        return at(text, offset, SqlState.NOT_SUPPORTED, "not supported: " + construct + hint);
    }

    static SQLException tooComplex(String what) {
        return SqlErrors.of(SqlState.TOO_COMPLEX, what);
    }

    static String shorten(String text, int from, int to) {
        return to - from <= SHORT ? printable(text, from, to) : printable(text, from, from + SHORT) + "...";
    }

    static String nameOf(int codePoint) {
        String code = String.format("U+%04X", codePoint);
        return codePoint > 32 && codePoint < 127 ? "'" + (char) codePoint + "' (" + code + ")" : code;
    }

    private static int lineOf(String text, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n')) {
                line++;
            }
        }
        return line;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /** Control, direction and width-less characters would spoil the message or the place of the caret. */
    private static String printable(String text, int from, int to) {
        StringBuilder shown = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean plain = c >= 32 && c < 127 || Character.isLetterOrDigit(c);
            shown.append(plain ? c : c == '\t' ? ' ' : '\u00B7');
        }
        return shown.toString();
    }
}
