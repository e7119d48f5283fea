package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.Bindings;
import io.minilsm.jdbc.run.ResultColumn;
import io.minilsm.jdbc.run.ResultShape;
import io.minilsm.jdbc.sql.ParsedSql;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** A prepared statement: a tree and its parameters. The setters are in the class above. */
final class JdbcPreparedStatement extends ParameterSetters {
    private final ParsedSql sql;

    // Guarded by the connection's lock.
    private Bindings bindings;

    JdbcPreparedStatement(JdbcConnection connection, StatementForm form, ParsedSql sql) {
        super(connection, form);
        this.sql = sql;
        this.bindings = new Bindings(sql.parameterCount());
    }

    @Override
    void bind(int index, Object value) throws SQLException {
        guarded(() -> {
            if (index < 1 || index > bindings.count()) {
                throw SqlErrors.of(
                        SqlState.BAD_PARAMETER,
                        "no such parameter: index=" + index + ", the statement has " + bindings.count());
            }
            bindings.set(index - 1, value);
            return null;
        });
    }

    @Override
    public void clearParameters() throws SQLException {
        guarded(() -> {
            bindings.clear();
            return null;
        });
    }

    /** A result reads its parameters while rows are fetched, so it gets a copy that setters do not touch. */
    @Override
    public boolean execute() throws SQLException {
        return guarded(() -> run(sql, bindings.copy()));
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return guarded(() -> queried(sql, bindings.copy()));
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return guarded(() -> updated(sql, bindings));
    }

    @Override
    public int executeUpdate() throws SQLException {
        return toInt(executeLargeUpdate());
    }

    @Override
    public void addBatch() throws SQLException {
        guarded(() -> {
            bindings.requireComplete();
            addToBatch(sql, bindings.copy());
            return null;
        });
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return guarded(() -> {
            List<ResultColumn> columns = ResultShape.columns(sql.statement(), sql.parameterCount());
            return columns == null ? null : new JdbcResultSetMetaData(columns);
        });
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        return guarded(() -> new JdbcParameterMetaData(
                sql.parameterCount(), connection.session().settings().binary()));
    }

    private static SQLException withText(String method) {
        return SqlErrors.of(SqlState.BAD_STATE, method + " with a text on a prepared statement");
    }

    @Override
    public boolean execute(String text) throws SQLException {
        throw withText("execute");
    }

    @Override
    public ResultSet executeQuery(String text) throws SQLException {
        throw withText("executeQuery");
    }

    @Override
    public long executeLargeUpdate(String text) throws SQLException {
        throw withText("executeUpdate");
    }

    @Override
    public void addBatch(String text) throws SQLException {
        throw withText("addBatch");
    }
}
