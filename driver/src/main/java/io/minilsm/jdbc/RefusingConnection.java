package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.Map;

/** What a connection to a table of keys and values refuses. */
abstract class RefusingConnection implements Connection {
    @Override
    public Array createArrayOf(String text, Object[] values) throws SQLException {
        throw SqlErrors.notSupported("Connection.createArrayOf");
    }

    @Override
    public Blob createBlob() throws SQLException {
        throw SqlErrors.notSupported("Connection.createBlob");
    }

    @Override
    public Clob createClob() throws SQLException {
        throw SqlErrors.notSupported("Connection.createClob");
    }

    @Override
    public NClob createNClob() throws SQLException {
        throw SqlErrors.notSupported("Connection.createNClob");
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        throw SqlErrors.notSupported("Connection.createSQLXML");
    }

    @Override
    public Struct createStruct(String text, Object[] values) throws SQLException {
        throw SqlErrors.notSupported("Connection.createStruct");
    }

    @Override
    public CallableStatement prepareCall(String text, int option, int option2, int option3) throws SQLException {
        throw SqlErrors.notSupported("Connection.prepareCall");
    }

    @Override
    public CallableStatement prepareCall(String text, int option, int option2) throws SQLException {
        throw SqlErrors.notSupported("Connection.prepareCall");
    }

    @Override
    public CallableStatement prepareCall(String text) throws SQLException {
        throw SqlErrors.notSupported("Connection.prepareCall");
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
        throw SqlErrors.notSupported("Connection.setTypeMap");
    }
}
