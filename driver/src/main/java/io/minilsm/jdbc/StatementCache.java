package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.SqlParser;
import io.minilsm.jdbc.sql.TableLookup;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trees of the statements that a connection used last, by their text. Guarded by the connection's lock. */
final class StatementCache {
    /** Statements whose trees are kept: an application has a few dozen that it repeats. */
    private static final int MAX_STATEMENTS = 128;

    /** Longer statements are those with values written into them, which do not come again. */
    private static final int LONGEST_CHARS = 4096;

    private final Map<String, ParsedSql> statements = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParsedSql> eldest) {
            return size() > MAX_STATEMENTS;
        }
    };

    /** Returns the tree of the statement, parsing it if need be. */
    ParsedSql parse(String sql, TableLookup tables) throws SQLException {
        if (sql == null) {
            throw SqlErrors.of(SqlState.SYNTAX_ERROR, "no statement: null");
        }
        ParsedSql parsed = statements.get(sql);
        if (parsed == null) {
            parsed = SqlParser.parse(sql, tables);
            if (sql.length() <= LONGEST_CHARS) {
                statements.put(sql, parsed);
            }
        }
        return parsed;
    }
}
