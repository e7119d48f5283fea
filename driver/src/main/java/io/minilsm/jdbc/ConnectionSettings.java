package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.TableNames;
import java.lang.ref.Reference;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/** The lock of a connection, and what tools set on one that has no effect on the store. */
abstract class ConnectionSettings extends RefusingConnection {
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Properties clientInfo = new Properties();
    private int networkTimeoutMillis;

    abstract void requireOpen() throws SQLException;

    final void lock() {
        lock.lock();
        tidy();
    }

    /** Takes the lock if nobody has it; returns whether it was taken. */
    final boolean tryLock() {
        return lock.tryLock();
    }

    /** The connection must not be taken for dropped before its last call is over. */
    final void unlock() {
        lock.unlock();
        Reference.reachabilityFence(this);
    }

    /** Does what others have left for the next holder of the lock. */
    abstract void tidy();

    /** What a method does with the lock held and the connection known to be open. */
    interface Body<T> {
        T run() throws SQLException;
    }

    final <T> T guarded(Body<T> body) throws SQLException {
        lock();
        try {
            requireOpen();
            return body.run();
        } finally {
            unlock();
        }
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        requireOpen();
        requireName("catalog", catalog, "");
    }

    @Override
    public String getCatalog() throws SQLException {
        requireOpen();
        return null;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        requireOpen();
        requireName("schema", schema, TableNames.SCHEMA);
    }

    private static void requireName(String what, String actual, String only) throws SQLException {
        if (actual != null && !actual.equalsIgnoreCase(only)) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT, "no such " + what + ": actual='" + actual + "', expected '" + only + "'");
        }
    }

    @Override
    public String getSchema() throws SQLException {
        requireOpen();
        return TableNames.SCHEMA;
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        requireOpen();
        return Map.of();
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        if (isClosed() || name == null) {
            throw new SQLClientInfoException(
                    "connection is closed, or no name", SqlState.CONNECTION_CLOSED.code(), Map.of());
        }
        lock.lock();
        try {
            if (value == null) {
                clientInfo.remove(name);
            } else {
                clientInfo.setProperty(name, value);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        for (String name : properties.stringPropertyNames()) {
            setClientInfo(name, properties.getProperty(name));
        }
    }

    @Override
    public String getClientInfo(String name) throws SQLException {
        return guarded(() -> clientInfo.getProperty(name));
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        return guarded(() -> (Properties) clientInfo.clone());
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        if (milliseconds < 0) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "negative timeout: actual=" + milliseconds);
        }
        guarded(() -> networkTimeoutMillis = milliseconds);
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        return guarded(() -> networkTimeoutMillis);
    }

    @Override
    public abstract boolean isClosed();
}
