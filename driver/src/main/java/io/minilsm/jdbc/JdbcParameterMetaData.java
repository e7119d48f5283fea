package io.minilsm.jdbc;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlType;
import java.sql.ParameterMetaData;
import java.sql.SQLException;

/** Describes parameters: each takes anything that can be text or bytes. Immutable. */
record JdbcParameterMetaData(int count, boolean binary) implements ParameterMetaData, Unwrapping {
    private SqlType type(int index) throws SQLException {
        if (index < 1 || index > count) {
            throw SqlErrors.of(
                    SqlState.BAD_PARAMETER, "no such parameter: index=" + index + ", the statement has " + count);
        }
        return binary ? SqlType.VARBINARY : SqlType.VARCHAR;
    }

    @Override
    public int getParameterCount() {
        return count;
    }

    @Override
    public int isNullable(int index) throws SQLException {
        type(index);
        return parameterNullableUnknown;
    }

    @Override
    public boolean isSigned(int index) throws SQLException {
        type(index);
        return false;
    }

    @Override
    public int getPrecision(int index) throws SQLException {
        type(index);
        return WriteBatch.MAX_VALUE_BYTES;
    }

    @Override
    public int getScale(int index) throws SQLException {
        type(index);
        return 0;
    }

    @Override
    public int getParameterType(int index) throws SQLException {
        return type(index).jdbcType();
    }

    @Override
    public String getParameterTypeName(int index) throws SQLException {
        return type(index).sqlName();
    }

    @Override
    public String getParameterClassName(int index) throws SQLException {
        return type(index).javaClass().getName();
    }

    @Override
    public int getParameterMode(int index) throws SQLException {
        type(index);
        return parameterModeIn;
    }
}
