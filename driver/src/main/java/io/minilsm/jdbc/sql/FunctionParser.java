package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parses functions, aggregates, CAST and CASE. Part of the expression parser. */
final class FunctionParser {
    private final Lexer lexer;
    private final ExpressionParser expressions;
    private final ValueParser values;
    private boolean inAggregate;

    FunctionParser(Lexer lexer, ExpressionParser expressions, ValueParser values) {
        this.lexer = lexer;
        this.expressions = expressions;
        this.values = values;
    }

    Expr function(int at, String name) throws SQLException {
        String capitals = name.toUpperCase(Locale.ROOT);
        switch (capitals) {
            case "CAST":
                return cast();
            case "COUNT", "MIN", "MAX", "SUM", "AVG":
                return aggregate(at, Expr.Aggregate.Kind.valueOf(capitals));
            case "VALUES":
                return excluded(at);
            case "GROUP_CONCAT", "STRING_AGG":
                throw SqlMistakes.unsupported(lexer.text, at, capitals, "COUNT, MIN, MAX, SUM and AVG are there");
            default:
                break;
        }
        SqlFunction function = SqlFunction.named(capitals);
        if (function == null) {
            throw SqlMistakes.unsupported(
                    lexer.text, at, "function '" + SqlMistakes.shorten(name, 0, name.length()) + "'", "");
        }
        List<Expr> arguments = arguments(function == SqlFunction.SUBSTRING);
        if (!function.takes(arguments.size())) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    "wrong number of arguments for " + function.sqlName() + ": actual=" + arguments.size());
        }
        return new Expr.Call(function, arguments);
    }

    private List<Expr> arguments(boolean ofSubstring) throws SQLException {
        lexer.advance();
        List<Expr> arguments = new ArrayList<>();
        if (expressions.took(")")) {
            return arguments;
        }
        arguments.add(values.value(expressions.nested()));
        // SUBSTRING(x FROM 2 FOR 3) is the standard's spelling of SUBSTRING(x, 2, 3).
        if (ofSubstring && lexer.isWord("FROM")) {
            lexer.advance();
            arguments.add(values.value(expressions.nested()));
            if (lexer.isWord("FOR")) {
                lexer.advance();
                arguments.add(values.value(expressions.nested()));
            }
        } else {
            while (expressions.took(",")) {
                arguments.add(values.value(expressions.nested()));
            }
        }
        expressions.symbol(")", ", or ) in the arguments");
        return List.copyOf(arguments);
    }

    private Expr aggregate(int at, Expr.Aggregate.Kind kind) throws SQLException {
        if (!values.scope().hasAggregates() || inAggregate) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    kind + "() can only stand in the list behind SELECT, in HAVING and in ORDER BY of groups");
        }
        lexer.advance();
        boolean distinct = lexer.isWord("DISTINCT");
        if (distinct || lexer.isWord("ALL")) {
            lexer.advance();
        }
        if (!distinct && kind == Expr.Aggregate.Kind.COUNT && expressions.took("*")) {
            expressions.symbol(")", ") behind COUNT(*");
            return new Expr.Aggregate(kind, null, false);
        }
        inAggregate = true;
        Expr operand = values.value(expressions.nested());
        inAggregate = false;
        expressions.symbol(")", ")");
        return new Expr.Aggregate(kind, operand, distinct);
    }

    /** VALUES(V) in ON DUPLICATE KEY UPDATE is MySQL's spelling of EXCLUDED.V. */
    private Expr excluded(int at) throws SQLException {
        List<Expr> arguments = arguments(false);
        if (values.scope() == Scope.UPSERT && arguments.size() == 1 && arguments.get(0) instanceof Expr.Column column) {
            ColumnId id = column.id() == ColumnId.K ? ColumnId.EXCLUDED_K : ColumnId.EXCLUDED_V;
            return new Expr.Column(id, column.type());
        }
        throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "VALUES where a value is expected");
    }

    private Expr cast() throws SQLException {
        lexer.advance();
        Expr operand = values.value(expressions.nested());
        if (!lexer.isWord("AS")) {
            throw lexer.expected("AS of CAST");
        }
        lexer.advance();
        int at = lexer.start;
        String name = values.nameText().toUpperCase(Locale.ROOT);
        SqlType type =
                switch (name) {
                    case "VARCHAR", "CHAR", "CHARACTER", "TEXT", "STRING", "CLOB" -> SqlType.VARCHAR;
                    case "INTEGER", "INT", "SMALLINT", "TINYINT" -> SqlType.INTEGER;
                    case "BIGINT", "LONG", "SIGNED" -> SqlType.BIGINT;
                    case "DECIMAL", "NUMERIC", "DEC" -> SqlType.DECIMAL;
                    case "DOUBLE", "FLOAT", "REAL" -> SqlType.DOUBLE;
                    case "BOOLEAN" -> SqlType.BOOLEAN;
                    case "VARBINARY", "BINARY", "BLOB", "BYTEA" -> SqlType.VARBINARY;
                    default -> throw SqlMistakes.unsupported(
                            lexer.text, at, "CAST to " + SqlMistakes.shorten(name, 0, name.length()), "");
                };
        if (name.equals("DOUBLE") && lexer.isWord("PRECISION")) {
            lexer.advance();
        }
        if (lexer.isSymbol("(")) {
            throw refused("length in CAST", "leave it away");
        }
        expressions.symbol(")", ")");
        return new Expr.Cast(operand, type);
    }

    /** CASE WHEN condition THEN value ... or CASE operand WHEN value THEN value ...; the word CASE was read. */
    Expr choice() throws SQLException {
        if (lexer.isWord("END")) {
            throw lexer.expected("WHEN of CASE");
        }
        Expr operand = lexer.isWord("WHEN") ? null : values.value(expressions.nested());
        List<Expr.Branch> branches = new ArrayList<>();
        do {
            word("WHEN");
            Expr when = values.value(expressions.nested());
            word("THEN");
            branches.add(new Expr.Branch(when, values.value(expressions.nested())));
        } while (lexer.isWord("WHEN"));
        Expr otherwise = new Expr.Literal(null);
        if (lexer.isWord("ELSE")) {
            lexer.advance();
            otherwise = values.value(expressions.nested());
        }
        word("END");
        return new Expr.Case(operand, List.copyOf(branches), otherwise);
    }

    private void word(String word) throws SQLException {
        if (!lexer.isWord(word)) {
            throw lexer.expected(word + " of CASE");
        }
        lexer.advance();
    }

    private SQLException refused(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
