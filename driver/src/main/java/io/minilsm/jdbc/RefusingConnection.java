package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.ShardingKey;
import java.sql.Struct;
import java.util.Map;

/** What a connection to a table of keys and values refuses. */
abstract class RefusingConnection implements Connection {
    @Override
    public Array createArrayOf(String text, Object[] values) throws SQLException {
        throw SqlErrors.notSupported("Connection.createArrayOf");
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

    @Override
    public boolean setShardingKeyIfValid(ShardingKey key, ShardingKey superKey, int timeout) throws SQLException {
        throw SqlErrors.notSupported("Connection.setShardingKeyIfValid");
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey key, int timeout) throws SQLException {
        throw SqlErrors.notSupported("Connection.setShardingKeyIfValid");
    }

    @Override
    public void setShardingKey(ShardingKey key, ShardingKey superKey) throws SQLException {
        throw SqlErrors.notSupported("Connection.setShardingKey");
    }

    @Override
    public void setShardingKey(ShardingKey key) throws SQLException {
        throw SqlErrors.notSupported("Connection.setShardingKey");
    }
}
