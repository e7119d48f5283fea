package io.minilsm.jdbc.sql;

import java.sql.SQLException;

/** Parses {@code SELECT COUNT(*) FROM (SELECT ...) t}, with which tools count the rows of any query. */
final class CountParser {
    private final Lexer lexer;
    private final TableNames names;
    private final ExpressionParser expressions;
    private final Clauses clauses;

    CountParser(Lexer lexer, TableNames names, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.names = names;
        this.expressions = expressions;
        this.clauses = clauses;
    }

    /** Reads the statement, or goes back and returns null if it is another one. */
    SqlStatement parseOrNull() throws SQLException {
        int start = lexer.start;
        lexer.advance();
        if (clauses.took("COUNT") && expressions.took("(") && expressions.took("*") && expressions.took(")")) {
            String alias = clauses.aliasOrNull();
            if (clauses.took("FROM") && expressions.took("(") && lexer.isWord("SELECT")) {
                return counted(alias == null ? "COUNT(*)" : alias);
            }
        }
        lexer.back(start);
        return null;
    }

    private SqlStatement counted(String label) throws SQLException {
        SqlStatement.Select query = new SelectParser(lexer, names, expressions, clauses).parse();
        expressions.symbol(")", ") behind the query");
        clauses.aliasOrNull();
        if (lexer.kind != Lexer.Kind.END && !lexer.isSymbol(";")) {
            throw SqlMistakes.unsupported(
                    lexer.text, lexer.start, "subquery but for counting its rows", "write the condition into it");
        }
        return new SqlStatement.CountRows(query, label);
    }
}
