package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;

/**
 * Cuts a statement into tokens, one at a time: the fields tell of the token the lexer stands on. For one thread.
 *
 * <p>Letters of keywords are compared in ASCII only, so that no locale and no look-alike letter makes a keyword.
 */
final class Lexer {
    /** Kinds of tokens. */
    enum Kind {
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        BINARY,
        PARAMETER,
        SYMBOL,
        END
    }

    // Constant after construction.
    final String text;
    private final int length;

    // The current token.
    Kind kind;
    int start;
    int end;

    /** Decoded text of a QUOTED, STRING or BINARY token; the symbol of a SYMBOL; null otherwise. */
    String value;

    Lexer(String text) throws SQLException {
        this.text = text;
        this.length = text.length();
        if (length > SqlLimits.MAX_STATEMENT_CHARS) {
            throw SqlMistakes.tooComplex("statement too long: actual=" + length + ", expected at most "
                    + SqlLimits.MAX_STATEMENT_CHARS + " characters; pass large values as parameters");
        }
        advance();
    }

    /** Goes to the next token. */
    void advance() throws SQLException {
        int at = skipBlanks(end);
        start = at;
        value = null;
        if (at >= length) {
            kind = Kind.END;
            end = length;
            return;
        }
        char c = text.charAt(at);
        if (isWordStart(c)) {
            readWord(at);
        } else if (c >= '0' && c <= '9' || c == '.' && at + 1 < length && isDigit(text.charAt(at + 1))) {
            readNumber(at);
        } else if (c == '\'') {
            kind = Kind.STRING;
            value = readQuoted(at, '\'', "string");
        } else if (c == '"') {
            kind = Kind.QUOTED;
            value = readQuoted(at, '"', "quoted name");
        } else if (c == '?') {
            kind = Kind.PARAMETER;
            end = at + 1;
        } else {
            readSymbol(at, c);
        }
    }

    /** Goes back to a token that was read before. */
    void back(int tokenStart) throws SQLException {
        end = tokenStart;
        advance();
    }

    /** Returns whether the token is this unquoted word, given in capitals. */
    boolean isWord(String capitals) {
        return kind == Kind.WORD && end - start == capitals.length() && isSameWord(start, capitals);
    }

    /** Returns whether the token is this symbol. */
    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && value.equals(symbol);
    }

    /** Returns the token as it stands in the statement, shortened for a message. */
    String shown() {
        return kind == Kind.END ? "the end of the statement" : "'" + SqlMistakes.shorten(text, start, end) + "'";
    }

    /** Returns the exception for a syntax error at the current token. */
    SQLException expected(String what) {
        return SqlMistakes.at(text, start, SqlState.SYNTAX_ERROR, "expected " + what + " but found " + shown());
    }

    private boolean isSameWord(int at, String capitals) {
        for (int i = 0; i < capitals.length(); i++) {
            char c = text.charAt(at + i);
            if ((c >= 'a' && c <= 'z' ? c - 32 : c) != capitals.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int skipBlanks(int from) throws SQLException {
        int at = from;
        while (at < length) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                at++;
            } else if (c == '-' && at + 1 < length && text.charAt(at + 1) == '-') {
                at = lineEnd(at);
            } else if (c == '/' && at + 1 < length && text.charAt(at + 1) == '*') {
                at = commentEnd(at);
            } else {
                return at;
            }
        }
        return at;
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < length && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** Comments nest, as the standard says. */
    private int commentEnd(int from) throws SQLException {
        int depth = 0;
        int at = from;
        while (at + 1 < length) {
            char c = text.charAt(at);
            char next = text.charAt(at + 1);
            if (c == '/' && next == '*') {
                depth++;
                at += 2;
            } else if (c == '*' && next == '/') {
                at += 2;
                if (--depth == 0) {
                    return at;
                }
            } else {
                at++;
            }
        }
        throw SqlMistakes.at(text, from, SqlState.SYNTAX_ERROR, "comment without end");
    }

    private void readWord(int at) throws SQLException {
        char c = text.charAt(at);
        if ((c == 'x' || c == 'X') && at + 1 < length && text.charAt(at + 1) == '\'') {
            kind = Kind.BINARY;
            value = readQuoted(at + 1, '\'', "binary literal");
            return;
        }
        int to = at + 1;
        while (to < length && isWordPart(text.charAt(to))) {
            to++;
        }
        kind = Kind.WORD;
        end = to;
    }

    private void readNumber(int at) throws SQLException {
        int to = digitsEnd(at);
        if (to < length && text.charAt(to) == '.') {
            to = digitsEnd(to + 1);
        }
        if (to < length && (text.charAt(to) == 'e' || text.charAt(to) == 'E')) {
            int exponent = to + 1;
            if (exponent < length && (text.charAt(exponent) == '+' || text.charAt(exponent) == '-')) {
                exponent++;
            }
            to = digitsEnd(exponent);
            if (to == exponent) {
                throw SqlMistakes.at(text, at, SqlState.SYNTAX_ERROR, "number with an empty exponent");
            }
        }
        if (to < length && isWordPart(text.charAt(to))) {
            throw SqlMistakes.at(text, to, SqlState.SYNTAX_ERROR, "letter right behind a number");
        }
        kind = Kind.NUMBER;
        end = to;
    }

    private int digitsEnd(int from) {
        int at = from;
        while (at < length && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Reads up to the closing quote; two quotes stand for one. */
    private String readQuoted(int at, char quote, String what) throws SQLException {
        int from = at + 1;
        int close = text.indexOf(quote, from);
        if (close >= 0 && (close + 1 >= length || text.charAt(close + 1) != quote)) {
            end = close + 1;
            return text.substring(from, close);
        }
        StringBuilder decoded = new StringBuilder();
        while (close >= 0) {
            decoded.append(text, from, close);
            if (close + 1 >= length || text.charAt(close + 1) != quote) {
                end = close + 1;
                return decoded.toString();
            }
            decoded.append(quote);
            from = close + 2;
            close = text.indexOf(quote, from);
        }
        throw SqlMistakes.at(text, at, SqlState.SYNTAX_ERROR, what + " without a closing quote");
    }

    private void readSymbol(int at, char c) throws SQLException {
        char next = at + 1 < length ? text.charAt(at + 1) : 0;
        String symbol =
                switch (c) {
                    case '<' -> next == '=' ? "<=" : next == '>' ? "<>" : "<";
                    case '>' -> next == '=' ? ">=" : ">";
                    case '!' -> next == '=' ? "!=" : null;
                    case '|' -> next == '|' ? "||" : null;
                    case '-' -> text.startsWith("->>", at) ? "->>" : next == '>' ? "->" : "-";
                    case '(', ')', ',', ';', '.', '=', '*', '+', '/', '%', '{', '}' -> String.valueOf(c);
                    default -> null;
                };
        if (symbol == null) {
            throw SqlMistakes.at(
                    text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    "unexpected character " + SqlMistakes.nameOf(text.codePointAt(at)));
        }
        kind = Kind.SYMBOL;
        value = symbol;
        end = at + symbol.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c > 127 && Character.isLetter(c);
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
