package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.Insert;
import io.minilsm.jdbc.sql.SqlStatement.Maintenance.Task;
import io.minilsm.jdbc.sql.SqlStatement.NewRow;
import io.minilsm.jdbc.sql.SqlStatement.OnDuplicate;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The entry: parses one statement. For one thread and one text; use {@link #parse(String)}. */
public final class SqlParser {
    /** Statements of SQL that are not offered, and what to do instead. */
    private static final Map<String, String> UNSUPPORTED = new TreeMap<>(Map.ofEntries(
            Map.entry("ALTER", "make another table and INSERT ... SELECT"),
            Map.entry("ANALYZE", ""),
            Map.entry("ATTACH", "open a second connection"),
            Map.entry("BEGIN", "use Connection.setAutoCommit(false)"),
            Map.entry("CALL", ""),
            Map.entry("COPY", ""),
            Map.entry("DECLARE", ""),
            Map.entry("DESCRIBE", "use DatabaseMetaData.getColumns"),
            Map.entry("GRANT", "access is that of the directory"),
            Map.entry("LOCK", ""),
            Map.entry("PRAGMA", "options stand in the URL"),
            Map.entry("RELEASE", "use Connection.releaseSavepoint"),
            Map.entry("REVOKE", "access is that of the directory"),
            Map.entry("SAVEPOINT", "use Connection.setSavepoint"),
            Map.entry("SET", "options stand in the URL"),
            Map.entry("START", "use Connection.setAutoCommit(false)"),
            Map.entry("TABLE", "use SELECT * FROM KV"),
            Map.entry("USE", "there is one schema"),
            Map.entry("VACUUM", ""),
            Map.entry("VALUES", "use SELECT"),
            Map.entry("WITH", "")));

    private final Lexer lexer;
    private final TableNames names;
    private final ExpressionParser expressions;
    private final Clauses clauses;

    private SqlParser(String text, TableLookup tables) throws SQLException {
        lexer = new Lexer(text);
        names = new TableNames(text, tables);
        expressions = new ExpressionParser(lexer, names);
        clauses = new Clauses(lexer, names, expressions);
    }

    /** Parses one statement about the table KV. */
    public static ParsedSql parse(String text) throws SQLException {
        return parse(text, TableLookup.PLAIN);
    }

    /**
     * Parses one statement, with or without a semicolon behind it.
     *
     * @throws SQLException with SQLState 42601 and the place of the mistake, 0A000 for SQL that is not supported, 54001
     *     for a statement beyond {@link SqlLimits}
     */
    public static ParsedSql parse(String text, TableLookup tables) throws SQLException {
        SqlParser parser = new SqlParser(text, tables);
        SqlStatement statement = parser.statement();
        parser.end();
        return new ParsedSql(text, statement, parser.expressions.parameterCount(), parser.names.found());
    }

    private SqlStatement statement() throws SQLException {
        if (lexer.isWord("SELECT")) {
            SqlStatement counting = new CountParser(lexer, names, expressions, clauses).parseOrNull();
            return counting != null ? counting : new SelectParser(lexer, names, expressions, clauses).parse();
        } else if (lexer.isWord("INSERT")) {
            return insert();
        } else if (lexer.isWord("REPLACE") || lexer.isWord("UPSERT")) {
            lexer.advance();
            clauses.took("INTO");
            return newRows().insert(OnDuplicate.REPLACE, null);
        } else if (lexer.isWord("MERGE")) {
            return merge();
        } else if (lexer.isWord("UPDATE")) {
            return update();
        } else if (lexer.isWord("DELETE")) {
            return delete();
        } else if (lexer.isWord("EXPLAIN")) {
            return explain();
        } else if (lexer.isWord("COMMIT") || lexer.isWord("ROLLBACK")) {
            return endTransaction();
        } else if (lexer.isWord("CREATE") || lexer.isWord("DROP") || lexer.isWord("TRUNCATE")) {
            return new DefinitionParser(lexer, expressions, clauses).parse();
        }
        return maintenance();
    }

    private SqlStatement explain() throws SQLException {
        lexer.advance();
        boolean analyze = clauses.took("ANALYZE");
        int at = lexer.start;
        if (lexer.isWord("EXPLAIN")) {
            throw lexer.expected("a statement to explain");
        }
        SqlStatement explained = statement();
        if (explained instanceof SqlStatement.Maintenance
                || explained instanceof SqlStatement.Definition
                || explained instanceof SqlStatement.CountRows
                || explained instanceof SqlStatement.ShowStats) {
            throw SqlMistakes.unsupported(lexer.text, at, "EXPLAIN of this statement", "");
        } else if (analyze && !(explained instanceof Select)) {
            throw SqlMistakes.unsupported(lexer.text, at, "EXPLAIN ANALYZE of a write", "it would run it; use EXPLAIN");
        }
        return new SqlStatement.Explain(explained, analyze);
    }

    private SqlStatement maintenance() throws SQLException {
        if (clauses.took("SYNC")) {
            return new SqlStatement.Maintenance(Task.SYNC, null);
        } else if (clauses.took("COMPACT")) {
            return new SqlStatement.Maintenance(Task.COMPACT, null);
        } else if (clauses.took("CHECKPOINT")) {
            clauses.need("TO");
            return new SqlStatement.Maintenance(Task.CHECKPOINT, expressions.parse(Scope.NO_COLUMNS));
        } else if (lexer.isWord("SHOW")) {
            int at = lexer.start;
            lexer.advance();
            if (!clauses.took("STATS")) {
                throw SqlMistakes.unsupported(lexer.text, at, "SHOW", "SHOW STATS is there; use DatabaseMetaData");
            }
            return new SqlStatement.ShowStats();
        }
        throw unknownStatement();
    }

    private SQLException unknownStatement() {
        if (lexer.kind == Lexer.Kind.END) {
            return SqlMistakes.at(lexer.text, lexer.start, SqlState.SYNTAX_ERROR, "empty statement");
        }
        for (Map.Entry<String, String> each : UNSUPPORTED.entrySet()) {
            if (lexer.isWord(each.getKey())) {
                return SqlMistakes.unsupported(lexer.text, lexer.start, each.getKey(), each.getValue());
            }
        }
        return lexer.expected("SELECT, INSERT, UPSERT, REPLACE, MERGE, UPDATE, DELETE or EXPLAIN");
    }

    private void end() throws SQLException {
        boolean semicolon = lexer.isSymbol(";");
        while (lexer.isSymbol(";")) {
            lexer.advance();
        }
        if (lexer.kind != Lexer.Kind.END) {
            throw lexer.expected(
                    semicolon ? "nothing behind ; (one statement at a time)" : "the end of the statement");
        }
        names.check();
    }

    private SqlStatement endTransaction() throws SQLException {
        boolean commit = lexer.isWord("COMMIT");
        lexer.advance();
        if (lexer.isWord("WORK") || lexer.isWord("TRANSACTION")) {
            lexer.advance();
        }
        if (lexer.isWord("TO")) {
            throw SqlMistakes.unsupported(
                    lexer.text, lexer.start, "ROLLBACK TO", "use Connection.rollback(Savepoint)");
        }
        return new SqlStatement.EndTransaction(commit);
    }

    private Insert insert() throws SQLException {
        lexer.advance();
        OnDuplicate onDuplicate = OnDuplicate.FAIL;
        if (clauses.took("OR")) {
            if (clauses.took("REPLACE")) {
                onDuplicate = OnDuplicate.REPLACE;
            } else if (clauses.took("IGNORE")) {
                onDuplicate = OnDuplicate.IGNORE;
            } else {
                throw lexer.expected("REPLACE or IGNORE behind INSERT OR");
            }
        } else if (clauses.took("IGNORE")) {
            onDuplicate = OnDuplicate.IGNORE;
        }
        clauses.need("INTO");
        Source rows = newRows();
        if (!lexer.isWord("ON")) {
            return rows.insert(onDuplicate, null);
        } else if (onDuplicate != OnDuplicate.FAIL) {
            throw lexer.expected("one way to treat duplicates, not two,");
        }
        return onConflict(rows);
    }

    /** ON CONFLICT [(K)] DO NOTHING, DO UPDATE SET V = ...; ON DUPLICATE KEY UPDATE V = .... */
    private Insert onConflict(Source rows) throws SQLException {
        lexer.advance();
        if (clauses.took("DUPLICATE")) {
            clauses.need("KEY");
            clauses.need("UPDATE");
            return upsert(rows, clauses.assignment(Scope.UPSERT));
        }
        clauses.need("CONFLICT");
        if (expressions.took("(")) {
            clauses.keyColumn();
            expressions.symbol(")", ")");
        }
        clauses.need("DO");
        if (clauses.took("NOTHING")) {
            return rows.insert(OnDuplicate.IGNORE, null);
        }
        clauses.need("UPDATE");
        clauses.need("SET");
        Insert parsed = upsert(rows, clauses.assignment(Scope.UPSERT));
        if (lexer.isWord("WHERE")) {
            throw SqlMistakes.unsupported(lexer.text, lexer.start, "WHERE in DO UPDATE", "");
        }
        return parsed;
    }

    private static Insert upsert(Source rows, Expr update) {
        boolean blind = update instanceof Expr.Column column && column.id() == ColumnId.EXCLUDED_V;
        return blind ? rows.insert(OnDuplicate.REPLACE, null) : rows.insert(OnDuplicate.UPDATE, update);
    }

    private Insert merge() throws SQLException {
        int at = lexer.start;
        lexer.advance();
        clauses.need("INTO");
        clauses.table();
        if (lexer.isWord("USING") || lexer.isWord("AS") || !lexer.isSymbol("(") && !lexer.isWord("KEY")
                && !lexer.isWord("VALUES") && !lexer.isWord("SELECT")) {
            throw SqlMistakes.unsupported(
                    lexer.text, at, "MERGE ... USING", "write MERGE INTO t KEY(K) VALUES (?, ?) or UPSERT INTO t");
        }
        boolean swapped = clauses.columnList();
        if (clauses.took("KEY")) {
            expressions.symbol("(", "( behind KEY");
            clauses.keyColumn();
            expressions.symbol(")", ")");
        }
        return source(swapped).insert(OnDuplicate.REPLACE, null);
    }

    private Source newRows() throws SQLException {
        clauses.table();
        return source(clauses.columnList());
    }

    /** Reads VALUES, or a query of two columns. */
    private Source source(boolean valueFirst) throws SQLException {
        if (!lexer.isWord("SELECT")) {
            return new Source(names.table(), clauses.values(valueFirst), null);
        }
        int at = lexer.start;
        Select query = new SelectParser(lexer, names, expressions, clauses).parse();
        if (query.items().size() != 2) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    "INSERT of a query with " + query.items().size() + " columns, expected 2");
        }
        return new Source(names.table(), List.of(), valueFirst ? query.swapped() : query);
    }

    /** What an INSERT inserts, before it is known what it does with duplicates. */
    private record Source(Table table, List<NewRow> rows, Select query) {
        Insert insert(OnDuplicate onDuplicate, Expr update) {
            return new Insert(table, rows, query, onDuplicate, update);
        }
    }

    private SqlStatement update() throws SQLException {
        lexer.advance();
        clauses.table();
        clauses.alias();
        clauses.need("SET");
        Expr value = clauses.assignment(Scope.ROW);
        Expr where = clauses.where();
        refuseTail("UPDATE");
        return new SqlStatement.Update(names.table(), value, where);
    }

    private SqlStatement delete() throws SQLException {
        lexer.advance();
        clauses.need("FROM");
        clauses.table();
        clauses.alias();
        Expr where = clauses.where();
        refuseTail("DELETE");
        return new SqlStatement.Delete(names.table(), where);
    }

    private void refuseTail(String statement) throws SQLException {
        for (String word : List.of("ORDER", "LIMIT", "RETURNING", "FROM", "USING")) {
            if (lexer.isWord(word)) {
                throw SqlMistakes.unsupported(lexer.text, lexer.start, word + " in " + statement, "");
            }
        }
    }
}
