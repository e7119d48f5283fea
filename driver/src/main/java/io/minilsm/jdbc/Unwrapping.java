package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.sql.Wrapper;

/** What every JDBC object here answers to {@code unwrap}: itself. */
interface Unwrapping extends Wrapper {
    @Override
    default <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT,
                    "not a wrapper: actual=" + getClass().getName() + ", expected " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    default boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this);
    }
}
