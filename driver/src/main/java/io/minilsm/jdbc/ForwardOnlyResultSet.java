package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;

/** What else a result set that only goes forward and only reads refuses. */
abstract class ForwardOnlyResultSet extends ReadOnlyResultSet {
    @Override
    public boolean absolute(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.absolute");
    }

    @Override
    public void afterLast() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.afterLast");
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.beforeFirst");
    }

    @Override
    public void cancelRowUpdates() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.cancelRowUpdates");
    }

    @Override
    public void deleteRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.deleteRow");
    }

    @Override
    public boolean first() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.first");
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
    public Blob getBlob(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getBlob");
    }

    @Override
    public Blob getBlob(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getBlob");
    }

    @Override
    public Clob getClob(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getClob");
    }

    @Override
    public Clob getClob(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getClob");
    }

    @Override
    public String getCursorName() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getCursorName");
    }

    @Override
    public NClob getNClob(String label) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getNClob");
    }

    @Override
    public NClob getNClob(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.getNClob");
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
    public boolean isLast() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.isLast");
    }

    @Override
    public boolean last() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.last");
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.moveToCurrentRow");
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.moveToInsertRow");
    }

    @Override
    public boolean previous() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.previous");
    }

    @Override
    public void refreshRow() throws SQLException {
        throw SqlErrors.notSupported("ResultSet.refreshRow");
    }

    @Override
    public boolean relative(int column) throws SQLException {
        throw SqlErrors.notSupported("ResultSet.relative");
    }
}
