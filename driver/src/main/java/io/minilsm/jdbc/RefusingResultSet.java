package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import java.net.URL;
import java.sql.Array;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/** What else a result set that only reads keys and values refuses. */
abstract class RefusingResultSet extends ReadOnlyResultSet {
    @Override
    public void cancelRowUpdates() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.cancelRowUpdates");
    }

    @Override
    public void deleteRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.deleteRow");
    }

    @Override
    public Array getArray(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getArray");
    }

    @Override
    public Array getArray(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getArray");
    }

    @Override
    public String getCursorName() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getCursorName");
    }

    @Override
    public Ref getRef(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getRef");
    }

    @Override
    public Ref getRef(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getRef");
    }

    @Override
    public RowId getRowId(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getRowId");
    }

    @Override
    public RowId getRowId(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getRowId");
    }

    @Override
    public SQLXML getSQLXML(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getSQLXML");
    }

    @Override
    public SQLXML getSQLXML(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getSQLXML");
    }

    @Override
    public URL getURL(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getURL");
    }

    @Override
    public URL getURL(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getURL");
    }

    @Override
    public void insertRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.insertRow");
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.moveToCurrentRow");
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.moveToInsertRow");
    }
}
