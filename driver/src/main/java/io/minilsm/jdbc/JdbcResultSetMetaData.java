package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.ResultColumn;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.TableNames;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** Describes the columns of a result. Immutable. */
record JdbcResultSetMetaData(List<ResultColumn> columns) implements ResultSetMetaData, Unwrapping {
    private ResultColumn column(int index) throws SQLException {
        if (index < 1 || index > columns.size()) {
            throw SqlErrors.of(
                    SqlState.NO_SUCH_COLUMN, "no such column: index=" + index + ", expected 1.." + columns.size());
        }
        return columns.get(index - 1);
    }

    @Override
    public int getColumnCount() {
        return columns.size();
    }

    @Override
    public boolean isAutoIncrement(int index) throws SQLException {
        column(index);
        return false;
    }

    @Override
    public boolean isCaseSensitive(int index) throws SQLException {
        return column(index).type() == SqlType.VARCHAR;
    }

    @Override
    public boolean isSearchable(int index) throws SQLException {
        column(index);
        return true;
    }

    @Override
    public boolean isCurrency(int index) throws SQLException {
        column(index);
        return false;
    }

    @Override
    public int isNullable(int index) throws SQLException {
        return column(index).nullable() ? columnNullable : columnNoNulls;
    }

    @Override
    public boolean isSigned(int index) throws SQLException {
        return column(index).type().isNumeric();
    }

    @Override
    public int getColumnDisplaySize(int index) throws SQLException {
        ResultColumn column = column(index);
        return column.type().precision() > 0 ? column.type().precision() + 2 : column.size();
    }

    @Override
    public String getColumnLabel(int index) throws SQLException {
        return column(index).label();
    }

    @Override
    public String getColumnName(int index) throws SQLException {
        return column(index).name();
    }

    @Override
    public String getSchemaName(int index) throws SQLException {
        return column(index).table().isEmpty() ? "" : TableNames.SCHEMA;
    }

    @Override
    public int getPrecision(int index) throws SQLException {
        return column(index).size();
    }

    @Override
    public int getScale(int index) throws SQLException {
        column(index);
        return 0;
    }

    @Override
    public String getTableName(int index) throws SQLException {
        return column(index).table();
    }

    @Override
    public String getCatalogName(int index) throws SQLException {
        column(index);
        return "";
    }

    @Override
    public int getColumnType(int index) throws SQLException {
        return column(index).type().jdbcType();
    }

    @Override
    public String getColumnTypeName(int index) throws SQLException {
        return column(index).type().sqlName();
    }

    @Override
    public boolean isReadOnly(int index) throws SQLException {
        return column(index).table().isEmpty();
    }

    @Override
    public boolean isWritable(int index) throws SQLException {
        return !isReadOnly(index);
    }

    @Override
    public boolean isDefinitelyWritable(int index) throws SQLException {
        return !isReadOnly(index);
    }

    @Override
    public String getColumnClassName(int index) throws SQLException {
        return column(index).type().javaClass().getName();
    }
}
