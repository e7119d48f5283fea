package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import java.net.URL;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/** What a prepared statement refuses. */
abstract class RefusingPreparedStatement extends JdbcStatement implements PreparedStatement {
    RefusingPreparedStatement(JdbcConnection connection, StatementForm form) {
        super(connection, form);
    }

    @Override
    public void setArray(int column, Array value) throws SQLException {
        throw SqlErrors.notSupported("PreparedStatement.setArray");
    }

    @Override
    public void setRef(int column, Ref value) throws SQLException {
        throw SqlErrors.notSupported("PreparedStatement.setRef");
    }

    @Override
    public void setRowId(int column, RowId value) throws SQLException {
        throw SqlErrors.notSupported("PreparedStatement.setRowId");
    }

    @Override
    public void setSQLXML(int column, SQLXML value) throws SQLException {
        throw SqlErrors.notSupported("PreparedStatement.setSQLXML");
    }

    @Override
    public void setURL(int column, URL value) throws SQLException {
        throw SqlErrors.notSupported("PreparedStatement.setURL");
    }
}
