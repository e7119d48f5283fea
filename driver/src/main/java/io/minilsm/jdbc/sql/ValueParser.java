package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Parses values: sums, products, signs, literals, parameters, columns. Part of the expression parser. */
final class ValueParser {
    /** Longest number literal: more digits than any type holds, few enough to be parsed at once. */
    private static final int MAX_NUMBER_CHARS = 400;

    private final Lexer lexer;
    private final TableNames names;
    private final ExpressionParser expressions;
    private final FunctionParser functions;
    private Scope scope = Scope.NO_COLUMNS;
    private int parameters;

    ValueParser(Lexer lexer, TableNames names, ExpressionParser expressions) {
        this.lexer = lexer;
        this.names = names;
        this.expressions = expressions;
        this.functions = new FunctionParser(lexer, expressions, this);
    }

    void enter(Scope entered) {
        scope = entered;
    }

    Scope scope() {
        return scope;
    }

    int parameterCount() {
        return parameters;
    }

    Expr sum() throws SQLException {
        Expr left = product();
        int chain = 0;
        while (lexer.isSymbol("+") || lexer.isSymbol("-") || lexer.isSymbol("||")) {
            if (lexer.isSymbol("||")) {
                left = concat(left);
            } else {
                SqlFunction operator = lexer.isSymbol("+") ? SqlFunction.ADD : SqlFunction.SUBTRACT;
                countChain(++chain);
                lexer.advance();
                left = new Expr.Call(operator, List.of(value(left), value(product())));
            }
        }
        return left;
    }

    private Expr concat(Expr first) throws SQLException {
        List<Expr> parts = new ArrayList<>();
        parts.add(value(first));
        while (expressions.took("||")) {
            parts.add(value(product()));
        }
        return new Expr.Call(SqlFunction.CONCAT, List.copyOf(parts));
    }

    private Expr product() throws SQLException {
        Expr left = signed();
        int chain = 0;
        while (lexer.isSymbol("*") || lexer.isSymbol("/") || lexer.isSymbol("%")) {
            SqlFunction operator = lexer.isSymbol("*")
                    ? SqlFunction.MULTIPLY
                    : lexer.isSymbol("/") ? SqlFunction.DIVIDE : SqlFunction.REMAINDER;
            countChain(++chain);
            lexer.advance();
            left = new Expr.Call(operator, List.of(value(left), value(signed())));
        }
        return left;
    }

    private void countChain(int chain) throws SQLException {
        if (chain > SqlLimits.MAX_CHAIN) {
            throw SqlMistakes.at(
                    lexer.text,
                    lexer.start,
                    SqlState.TOO_COMPLEX,
                    "chain of operators too long: expected at most " + SqlLimits.MAX_CHAIN);
        }
    }

    private Expr signed() throws SQLException {
        boolean negative = false;
        boolean seen = false;
        while (lexer.isSymbol("-") || lexer.isSymbol("+")) {
            negative ^= lexer.isSymbol("-");
            seen = true;
            lexer.advance();
        }
        if (negative && lexer.kind == Lexer.Kind.NUMBER) {
            return number(true);
        }
        Expr operand = field();
        if (seen) {
            value(operand);
        }
        return negative ? new Expr.Call(SqlFunction.NEGATE, List.of(operand)) : operand;
    }

    /** A value, or a field of the JSON that it is. */
    private Expr field() throws SQLException {
        Expr document = primary();
        for (int chain = 1; lexer.isSymbol("->>"); chain++) {
            countChain(chain);
            lexer.advance();
            document = new Expr.Call(SqlFunction.JSON_TEXT, List.of(value(document), value(primary())));
        }
        if (lexer.isSymbol("->")) {
            throw unsupported("->", "->> gives text, and the JSON of objects and arrays");
        }
        return document;
    }

    private Expr primary() throws SQLException {
        switch (lexer.kind) {
            case NUMBER:
                return number(false);
            case STRING:
                return literal(lexer.value);
            case BINARY:
                return literal(bytes());
            case PARAMETER:
                return parameter();
            case QUOTED:
                return name();
            case WORD:
                return word();
            case SYMBOL:
                if (lexer.isSymbol("(")) {
                    return parenthesis();
                } else if (lexer.isSymbol("{")) {
                    return jdbcEscape();
                }
                break;
            default:
                break;
        }
        throw lexer.expected("a value");
    }

    private Expr literal(Object value) throws SQLException {
        lexer.advance();
        return new Expr.Literal(value);
    }

    private byte[] bytes() throws SQLException {
        try {
            return HexFormat.of().parseHex(lexer.value);
        } catch (IllegalArgumentException e) {
            throw lexer.expected("pairs of hexadecimal digits in X'...'");
        }
    }

    private Expr number(boolean negative) throws SQLException {
        int chars = lexer.end - lexer.start;
        if (chars > MAX_NUMBER_CHARS) {
            throw SqlMistakes.at(lexer.text, lexer.start, SqlState.NUMBER_OUT_OF_RANGE, "number with too many digits");
        }
        String digits = (negative ? "-" : "") + lexer.text.substring(lexer.start, lexer.end);
        Object value;
        try {
            value = isWhole(digits) ? Long.valueOf(digits) : new BigDecimal(digits);
        } catch (NumberFormatException e) {
            value = new BigDecimal(digits);
        }
        return literal(value);
    }

    private static boolean isWhole(String digits) {
        return digits.length() <= 20
                && digits.indexOf('.') < 0
                && digits.indexOf('e') < 0
                && digits.indexOf('E') < 0;
    }

    private Expr parameter() throws SQLException {
        if (parameters == SqlLimits.MAX_PARAMETERS) {
            throw SqlMistakes.at(
                    lexer.text,
                    lexer.start,
                    SqlState.TOO_COMPLEX,
                    "too many parameters: expected at most " + SqlLimits.MAX_PARAMETERS);
        }
        lexer.advance();
        return new Expr.Parameter(parameters++);
    }

    private Expr parenthesis() throws SQLException {
        lexer.advance();
        if (lexer.isWord("SELECT") || lexer.isWord("WITH")) {
            throw unsupported("subquery", "run it first and pass its result");
        }
        Expr first = expressions.nested();
        if (!lexer.isSymbol(",")) {
            expressions.symbol(")", ")");
            return first;
        }
        List<Expr> row = new ArrayList<>();
        row.add(value(first));
        while (expressions.took(",")) {
            row.add(value(expressions.nested()));
            if (row.size() > SqlLimits.MAX_DEPTH) {
                throw lexer.expected("at most " + SqlLimits.MAX_DEPTH + " values in a row");
            }
        }
        expressions.symbol(")", ")");
        return new Expr.Row(List.copyOf(row));
    }

    /** {fn ...}, {d '...'}, {t '...'} and {ts '...'}. */
    private Expr jdbcEscape() throws SQLException {
        lexer.advance();
        Expr inner;
        if (lexer.isWord("FN")) {
            lexer.advance();
            inner = value(expressions.nested());
        } else if (lexer.isWord("D") || lexer.isWord("T") || lexer.isWord("TS")) {
            lexer.advance();
            if (lexer.kind != Lexer.Kind.STRING) {
                throw lexer.expected("a string");
            }
            inner = literal(lexer.value);
        } else {
            throw unsupported("JDBC escape {" + lexer.shown() + " ...}", "fn, d, t, ts and escape are there");
        }
        expressions.symbol("}", "}");
        return inner;
    }

    private Expr word() throws SQLException {
        if (lexer.isWord("NULL")) {
            return literal(null);
        } else if (lexer.isWord("TRUE")) {
            return literal(Boolean.TRUE);
        } else if (lexer.isWord("FALSE")) {
            return literal(Boolean.FALSE);
        } else if (lexer.isWord("CASE")) {
            lexer.advance();
            return functions.choice();
        } else if (lexer.isWord("EXISTS")) {
            throw unsupported("EXISTS", "run the query first");
        } else if (lexer.isWord("INTERVAL") || lexer.isWord("DATE") || lexer.isWord("TIMESTAMP")) {
            throw unsupported(lexer.shown() + " literal", "keys and values are text: write '...'");
        }
        return name();
    }

    private Expr name() throws SQLException {
        int at = lexer.start;
        boolean quoted = lexer.kind == Lexer.Kind.QUOTED;
        String first = nameText();
        if (!quoted && lexer.isSymbol("(")) {
            return functions.function(at, first);
        }
        StringBuilder qualifier = null;
        String last = first;
        for (int parts = 0; lexer.isSymbol(".") && parts < 2; parts++) {
            lexer.advance();
            qualifier = qualifier == null ? new StringBuilder(last) : qualifier.append('.').append(last);
            last = nameText();
        }
        return column(at, qualifier == null ? null : qualifier.toString(), last);
    }

    String nameText() throws SQLException {
        String name;
        if (lexer.kind == Lexer.Kind.WORD) {
            name = lexer.text.substring(lexer.start, lexer.end);
        } else if (lexer.kind == Lexer.Kind.QUOTED) {
            name = lexer.value;
        } else {
            throw lexer.expected("a name");
        }
        lexer.advance();
        return name;
    }

    private Expr column(int at, String qualifier, String name) throws SQLException {
        ColumnId id = names.table().column(name);
        if (id == null && scope.hasLabels() && qualifier == null) {
            return new Expr.Label(name);
        }
        if (id == null) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.NO_SUCH_COLUMN,
                    "no such column: '" + SqlMistakes.shorten(name, 0, name.length())
                            + "', expected " + names.expectedColumns() + " (strings stand in single quotes)");
        } else if (!scope.hasColumns()) {
            throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "column where only values can stand");
        } else if (qualifier == null) {
            return names.expression(id);
        } else if (scope == Scope.UPSERT && qualifier.equalsIgnoreCase("EXCLUDED")) {
            return names.expression(id == ColumnId.K ? ColumnId.EXCLUDED_K : ColumnId.EXCLUDED_V);
        }
        names.qualified(qualifier, at);
        return names.expression(id);
    }

    /** Refuses a row where one value is needed. */
    Expr value(Expr parsed) throws SQLException {
        if (parsed instanceof Expr.Row) {
            throw lexer.expected("one value, not several in parentheses,");
        }
        return parsed;
    }

    private SQLException unsupported(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
