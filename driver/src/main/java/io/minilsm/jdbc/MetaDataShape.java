package io.minilsm.jdbc;

import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.ListResult;
import io.minilsm.jdbc.run.ResultColumn;
import io.minilsm.jdbc.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a result set of metadata, as the JDBC specification lists them: {@code NAME} is text, {@code NAME:i}
 * an INTEGER, {@code NAME:b} a BOOLEAN. Immutable.
 */
record MetaDataShape(List<ResultColumn> columns) {
    static MetaDataShape of(String names) {
        List<ResultColumn> columns = new ArrayList<>();
        for (String name : names.split(" ")) {
            boolean number = name.endsWith(":i");
            SqlType type = number ? SqlType.INTEGER : name.endsWith(":b") ? SqlType.BOOLEAN : SqlType.VARCHAR;
            int colon = name.indexOf(':');
            columns.add(ResultColumn.computed(colon < 0 ? name : name.substring(0, colon), type));
        }
        return new MetaDataShape(List.copyOf(columns));
    }

    /** Returns a result set of these rows; a row may be shorter, then the rest of it is NULL. */
    ResultSet rows(Object[]... rows) throws SQLException {
        return rows(List.of(rows));
    }

    ResultSet rows(List<Object[]> rows) throws SQLException {
        List<Object[]> whole = new ArrayList<>();
        for (Object[] row : rows) {
            Object[] filled = Arrays.copyOf(row, columns.size());
            for (int i = 0; i < filled.length; i++) {
                filled[i] = filled[i] instanceof Integer number ? Long.valueOf(number) : filled[i];
            }
            whole.add(filled);
        }
        return new JdbcResultSet(null, new ListResult(columns, whole), new Execution(0, System::nanoTime));
    }
}
