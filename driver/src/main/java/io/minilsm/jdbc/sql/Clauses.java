package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.NewRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses what several statements share: table names, aliases, column lists, VALUES, SET, WHERE. */
final class Clauses {
    /** Words that end a table or item, so that they are no alias without AS. */
    private static final Set<String> NO_ALIAS = Set.of(
            "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "UNION", "INTERSECT",
            "EXCEPT", "MINUS", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "ON", "USING", "SET",
            "WINDOW", "VALUES", "RETURNING", "AND", "OR", "NOT", "WITH", "SELECT", "DISTINCT", "INSERT", "INTO",
            "UPDATE", "DELETE", "CASE", "WHEN", "THEN", "ELSE", "END", "IN", "IS", "LIKE", "BETWEEN", "NULL", "BY",
            "AS");

    private final Lexer lexer;
    private final TableNames names;
    private final ExpressionParser expressions;

    Clauses(Lexer lexer, TableNames names, ExpressionParser expressions) {
        this.lexer = lexer;
        this.names = names;
        this.expressions = expressions;
    }

    boolean took(String word) throws SQLException {
        if (!lexer.isWord(word)) {
            return false;
        }
        lexer.advance();
        return true;
    }

    void need(String word) throws SQLException {
        if (!took(word)) {
            throw lexer.expected(word);
        }
    }

    /** Reads the name of the table, with or without its schema. */
    void table() throws SQLException {
        int at = lexer.start;
        if (lexer.isSymbol("(")) {
            throw SqlMistakes.unsupported(lexer.text, at, "subquery", "run it first and pass its result");
        }
        String schema = null;
        String name = name("a table name");
        if (expressions.took(".")) {
            schema = name;
            name = name("a table name");
        }
        names.enter(schema, name, at);
    }

    /** Enters the table behind the next FROM, if there is one, and comes back: columns stand before their table. */
    void tableAhead() throws SQLException {
        int start = lexer.start;
        int depth = 0;
        while (lexer.kind != Lexer.Kind.END && !lexer.isSymbol(";")) {
            if (lexer.isSymbol("(")) {
                depth++;
            } else if (lexer.isSymbol(")")) {
                depth--;
            } else if (depth == 0 && lexer.isWord("FROM")) {
                lexer.advance();
                table();
                break;
            }
            lexer.advance();
        }
        lexer.back(start);
    }

    /** Reads the alias of the table, if there is one. */
    void alias() throws SQLException {
        String alias = aliasOrNull();
        if (alias != null) {
            names.setAlias(alias);
        }
    }

    /** Notes that the table was named before a column or star. */
    void qualified(String qualifier, int offset) {
        names.qualified(qualifier, offset);
    }

    /** Reads an alias with or without AS; null if there is none. */
    String aliasOrNull() throws SQLException {
        if (took("AS")) {
            if (lexer.kind == Lexer.Kind.STRING) {
                String alias = lexer.value;
                lexer.advance();
                return alias;
            }
            if (endsClause()) {
                throw lexer.expected("a name behind AS (words of SQL stand in double quotes)");
            }
            return name("a name behind AS");
        }
        boolean word = lexer.kind == Lexer.Kind.WORD && !endsClause();
        return word || lexer.kind == Lexer.Kind.QUOTED ? name("a name") : null;
    }

    private boolean endsClause() {
        for (String word : NO_ALIAS) {
            if (lexer.isWord(word)) {
                return true;
            }
        }
        return false;
    }

    String name(String what) throws SQLException {
        String name;
        if (lexer.kind == Lexer.Kind.WORD) {
            name = lexer.text.substring(lexer.start, lexer.end);
        } else if (lexer.kind == Lexer.Kind.QUOTED) {
            name = lexer.value;
        } else {
            throw lexer.expected(what);
        }
        lexer.advance();
        return name;
    }

    /** Reads {@code (K, V)} or {@code (V, K)}, if there; returns whether the value comes first. */
    boolean columnList() throws SQLException {
        if (!lexer.isSymbol("(")) {
            return false;
        }
        lexer.advance();
        ColumnId first = column();
        if (!expressions.took(",")) {
            throw lexer.expected("both columns, " + names.table().key().name() + " and "
                    + names.table().value().name() + ",");
        }
        int at = lexer.start;
        ColumnId second = column();
        if (first == second) {
            throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "column named twice");
        }
        expressions.symbol(")", ") behind the columns");
        return first == ColumnId.V;
    }

    void keyColumn() throws SQLException {
        int at = lexer.start;
        if (column() != ColumnId.K) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    "expected the key column " + names.table().key().name());
        }
    }

    /** Reads VALUES and its rows. */
    List<NewRow> values(boolean valueFirst) throws SQLException {
        if (lexer.isWord("WITH") || lexer.isSymbol("(")) {
            throw SqlMistakes.unsupported(lexer.text, lexer.start, "INSERT of a subquery", "write INSERT ... SELECT");
        } else if (lexer.isWord("DEFAULT")) {
            throw SqlMistakes.unsupported(lexer.text, lexer.start, "DEFAULT VALUES", "columns have no defaults");
        } else if (!took("VALUES")) {
            need(lexer.isWord("VALUE") ? "VALUE" : "VALUES");
        }
        List<NewRow> rows = new ArrayList<>();
        do {
            expressions.symbol("(", "( before the values");
            Expr first = expressions.parse(Scope.NO_COLUMNS);
            expressions.symbol(",", ", and the second of two values");
            Expr second = expressions.parse(Scope.NO_COLUMNS);
            expressions.symbol(")", ") behind two values");
            rows.add(valueFirst ? new NewRow(second, first) : new NewRow(first, second));
        } while (expressions.took(","));
        if (lexer.isWord("RETURNING")) {
            throw SqlMistakes.unsupported(lexer.text, lexer.start, "RETURNING", "");
        }
        return List.copyOf(rows);
    }

    /** Reads {@code V = expression}. */
    Expr assignment(Scope scope) throws SQLException {
        int at = lexer.start;
        if (column() != ColumnId.V) {
            throw SqlMistakes.unsupported(
                    lexer.text, at, "change of the key", "insert the new key and delete the old one");
        }
        expressions.symbol("=", "= behind the column");
        Expr value = expressions.parse(scope);
        if (lexer.isSymbol(",")) {
            throw SqlMistakes.unsupported(
                    lexer.text, lexer.start, "change of several columns", "only the value can change");
        }
        return value;
    }

    /** Reads WHERE and its condition; null if there is none. */
    Expr where() throws SQLException {
        return took("WHERE") ? expressions.parse(Scope.ROW) : null;
    }

    private ColumnId column() throws SQLException {
        int at = lexer.start;
        String name = name("a column name");
        StringBuilder qualifier = null;
        for (int parts = 0; lexer.isSymbol(".") && parts < 2; parts++) {
            lexer.advance();
            qualifier = qualifier == null ? new StringBuilder(name) : qualifier.append('.').append(name);
            name = name("a column name");
        }
        if (qualifier != null) {
            names.qualified(qualifier.toString(), at);
        }
        ColumnId id = names.table().column(name);
        if (id == null) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.NO_SUCH_COLUMN,
                    "no such column: '" + SqlMistakes.shorten(name, 0, name.length()) + "', expected "
                            + names.expectedColumns());
        }
        return id;
    }
}
