package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.SessionSavepoint;
import java.sql.SQLException;
import java.sql.Savepoint;

/** A savepoint; a null name stands for none. */
record JdbcSavepoint(String name, SessionSavepoint point) implements Savepoint {
    static SessionSavepoint of(Savepoint savepoint) throws SQLException {
        if (savepoint instanceof JdbcSavepoint own) {
            return own.point;
        }
        throw SqlErrors.of(SqlState.BAD_SAVEPOINT, "not a savepoint of this driver: actual=" + savepoint);
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw SqlErrors.of(SqlState.BAD_SAVEPOINT, "savepoint has a name and no id: name=" + name);
        }
        return System.identityHashCode(point);
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw SqlErrors.of(SqlState.BAD_SAVEPOINT, "savepoint has an id and no name");
        }
        return name;
    }
}
