package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.Locale;

/** Parses CREATE TABLE, DROP TABLE and TRUNCATE. */
final class DefinitionParser {
    /** Longest name in characters: the longest that other databases take, so that tools do not cut it. */
    private static final int MAX_NAME_CHARS = 128;

    private static final String INSTEAD =
            "a table has a key and a value: CREATE TABLE t (k BIGINT PRIMARY KEY, v VARCHAR)";

    private final Lexer lexer;
    private final ExpressionParser expressions;
    private final Clauses clauses;

    /** Number of the column that PRIMARY KEY was said of; 0 while it was not. */
    private int keyColumn;

    DefinitionParser(Lexer lexer, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.expressions = expressions;
        this.clauses = clauses;
    }

    SqlStatement parse() throws SQLException {
        if (clauses.took("CREATE")) {
            table("CREATE");
            boolean ifNotExists = clauses.took("IF");
            if (ifNotExists) {
                clauses.need("NOT");
                clauses.need("EXISTS");
            }
            return create(tableName(), ifNotExists);
        } else if (clauses.took("DROP")) {
            table("DROP");
            boolean ifExists = clauses.took("IF");
            if (ifExists) {
                clauses.need("EXISTS");
            }
            String name = tableName();
            if (!clauses.took("RESTRICT")) {
                clauses.took("CASCADE");
            }
            return new SqlStatement.DropTable(name, ifExists);
        }
        clauses.need("TRUNCATE");
        clauses.took("TABLE");
        return new SqlStatement.Truncate(tableName());
    }

    private void table(String verb) throws SQLException {
        if (!clauses.took("TABLE")) {
            throw unsupported(verb + " of anything but a table", verb + " TABLE is there");
        }
    }

    /** Reads the name of a table: capitals unless it is quoted. */
    private String tableName() throws SQLException {
        int at = lexer.start;
        String name = newName("a table name");
        if (expressions.took(".")) {
            if (!TableNames.isSame(name, TableNames.SCHEMA)) {
                throw SqlMistakes.at(
                        lexer.text, at, SqlState.NO_SUCH_TABLE, "no such schema; expected " + TableNames.SCHEMA);
            }
            name = newName("a table name");
        }
        return name;
    }

    private String newName(String what) throws SQLException {
        boolean quoted = lexer.kind == Lexer.Kind.QUOTED;
        int at = lexer.start;
        String name = clauses.name(what);
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            throw SqlMistakes.at(
                    lexer.text,
                    at,
                    SqlState.SYNTAX_ERROR,
                    "length of a name out of range: actual=" + name.length() + ", expected=1.." + MAX_NAME_CHARS);
        }
        return quoted ? name : TableNames.folded(name);
    }

    private SqlStatement create(String name, boolean ifNotExists) throws SQLException {
        if (lexer.isWord("AS") || lexer.isWord("LIKE")) {
            throw unsupported("CREATE TABLE " + lexer.shown(), "create it, then INSERT ... SELECT");
        }
        expressions.symbol("(", "( and two columns");
        TableColumn key = column(1);
        if (lexer.isSymbol(")")) {
            throw unsupported("table of one column", INSTEAD);
        }
        expressions.symbol(",", ", and the second of two columns");
        int at = lexer.start;
        TableColumn value = column(2);
        if (TableNames.isSameName(key.name(), value.name())) {
            throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "column named twice");
        }
        if (expressions.took(",")) {
            primaryKey(key, value);
        }
        expressions.symbol(")", ") behind the columns");
        if (keyColumn == 2) {
            throw SqlMistakes.unsupported(lexer.text, at, "primary key as second column", "write the key first");
        } else if (lexer.kind != Lexer.Kind.END && !lexer.isSymbol(";")) {
            throw unsupported("CREATE TABLE (...) with " + lexer.shown(), "nothing can stand behind the columns");
        }
        return new SqlStatement.CreateTable(name, ifNotExists, key, value);
    }

    private void primaryKey(TableColumn key, TableColumn value) throws SQLException {
        if (clauses.took("CONSTRAINT")) {
            newName("a name of the constraint");
        } else if (!lexer.isWord("PRIMARY")) {
            throw unsupported("more than two columns, and constraints but PRIMARY KEY", INSTEAD);
        }
        clauses.need("PRIMARY");
        clauses.need("KEY");
        expressions.symbol("(", "( and the key column");
        int at = lexer.start;
        String name = newName("the key column");
        if (lexer.isSymbol(",")) {
            throw unsupported("key of several columns", "join them into one, such as a || '/' || b");
        }
        expressions.symbol(")", ") behind the key column");
        boolean first = TableNames.isSameName(name, key.name());
        if (!first && !TableNames.isSameName(name, value.name())) {
            throw SqlMistakes.at(lexer.text, at, SqlState.NO_SUCH_COLUMN, "no such column of this table");
        }
        takeKey(first ? 1 : 2);
    }

    private void takeKey(int number) throws SQLException {
        if (keyColumn != 0) {
            throw lexer.expected("PRIMARY KEY once");
        }
        keyColumn = number;
    }

    private TableColumn column(int number) throws SQLException {
        String name = newName("a column name");
        SqlType type = type();
        int length = 0;
        if (expressions.took("(")) {
            length = length();
            expressions.symbol(")", ") behind the length");
        }
        while (!lexer.isSymbol(",") && !lexer.isSymbol(")") && lexer.kind != Lexer.Kind.END) {
            if (clauses.took("PRIMARY")) {
                clauses.need("KEY");
                takeKey(number);
            } else if (clauses.took("NOT")) {
                clauses.need("NULL");
            } else {
                throw unsupported("column with " + lexer.shown(), "PRIMARY KEY and NOT NULL are there");
            }
        }
        return new TableColumn(name, type, type == SqlType.BIGINT ? 0 : length);
    }

    private int length() throws SQLException {
        int at = lexer.start;
        boolean digits = lexer.kind == Lexer.Kind.NUMBER && lexer.end - at <= 10;
        long length = digits && lexer.text.substring(at, lexer.end).indexOf('.') < 0
                ? (long) Double.parseDouble(lexer.text.substring(at, lexer.end))
                : 0;
        if (length < 1) {
            throw lexer.expected("a length from 1 on");
        }
        lexer.advance();
        return (int) Math.min(Integer.MAX_VALUE, length);
    }

    private SqlType type() throws SQLException {
        int at = lexer.start;
        String name = clauses.name("a type").toUpperCase(Locale.ROOT);
        switch (name) {
            case "CHAR", "CHARACTER", "NCHAR", "BINARY":
                clauses.took("VARYING");
                return name.equals("BINARY") ? SqlType.VARBINARY : SqlType.VARCHAR;
            case "VARCHAR", "NVARCHAR", "VARCHAR2", "LONGVARCHAR", "TEXT", "STRING", "CLOB", "NCLOB", "JSON":
                return SqlType.VARCHAR;
            case "VARBINARY", "LONGVARBINARY", "BLOB", "BYTEA", "RAW":
                return SqlType.VARBINARY;
            case "BIGINT", "INT8", "LONG", "INTEGER", "INT", "SMALLINT":
                return SqlType.BIGINT;
            default:
                throw SqlMistakes.unsupported(
                        lexer.text,
                        at,
                        "column of type " + SqlMistakes.shorten(name, 0, name.length()),
                        "VARCHAR, VARBINARY and BIGINT are there");
        }
    }

    private SQLException unsupported(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
