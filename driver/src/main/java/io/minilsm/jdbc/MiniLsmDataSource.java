package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;

/**
 * Connections to one URL. A bean: set the URL, or the directory, and options by name; a setter for each option is there
 * for tools that look for them. Connections are cheap: all of one JVM to one path share an engine.
 *
 * <p>Thread-safe once it is set up.
 */
public class MiniLsmDataSource implements DataSource, ConnectionPoolDataSource, Unwrapping {
    private final Properties options = new Properties();
    private volatile String url;
    private volatile PrintWriter logWriter;
    private volatile int loginTimeoutSeconds;

    /** Makes a data source without a URL. */
    public MiniLsmDataSource() {}

    /** Makes a data source for a URL. */
    public MiniLsmDataSource(String url) {
        this.url = url;
    }

    @Override
    public Connection getConnection() throws SQLException {
        String target = url;
        if (!ConnectionUrl.isOurs(target)) {
            throw SqlErrors.of(
                    SqlState.CANNOT_CONNECT,
                    "no URL for this driver: actual=" + shown(target) + ", expected " + ConnectionUrl.PREFIX + "/path");
        }
        return Driver.open(ConnectionUrl.parse(target, options));
    }

    /** The URL of another driver may hold a password behind its scheme. */
    private static String shown(String foreign) {
        return foreign == null ? "null" : "'" + foreign.substring(0, Math.min(foreign.length(), 20)) + "...'";
    }

    /** User and password are taken and ignored: access is that of the directory. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Returns a connection for a pool to keep. */
    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return new JdbcPooledConnection(getConnection());
    }

    @Override
    public PooledConnection getPooledConnection(String user, String password) throws SQLException {
        return getPooledConnection();
    }

    /** Returns the URL. */
    public String getUrl() {
        return url;
    }

    /** Sets the URL, with or without options. */
    public void setUrl(String value) {
        url = value;
    }

    /** Sets the URL to that of a directory. */
    public void setDirectory(String path) {
        url = ConnectionUrl.PREFIX + path;
    }

    /** Returns the value an option was set to; null if it was not. */
    public String getOption(String name) {
        return options.getProperty(name);
    }

    /** Sets an option by its name in URLs. */
    public void setOption(String name, String value) throws SQLException {
        options.setProperty(name, DriverOption.named(name).check(value));
    }

    private void set(DriverOption option, String value) throws SQLException {
        setOption(option.optionName(), value);
    }

    /** See {@link DriverOption#ENABLE_WAL}. */
    public void setEnableWal(boolean value) throws SQLException {
        set(DriverOption.ENABLE_WAL, String.valueOf(value));
    }

    /** See {@link DriverOption#DURABILITY}. */
    public void setDurability(String value) throws SQLException {
        set(DriverOption.DURABILITY, value);
    }

    /** See {@link DriverOption#BINARY}. */
    public void setBinary(boolean value) throws SQLException {
        set(DriverOption.BINARY, String.valueOf(value));
    }

    /** See {@link DriverOption#READ_ONLY}. */
    public void setReadOnly(boolean value) throws SQLException {
        set(DriverOption.READ_ONLY, String.valueOf(value));
    }

    /** See {@link DriverOption#CREATE_IF_MISSING}. */
    public void setCreateIfMissing(boolean value) throws SQLException {
        set(DriverOption.CREATE_IF_MISSING, String.valueOf(value));
    }

    /** See {@link DriverOption#TRANSACTION_BYTES}. */
    public void setTransactionBytes(String value) throws SQLException {
        set(DriverOption.TRANSACTION_BYTES, value);
    }

    /** See {@link DriverOption#SORT_BYTES}. */
    public void setSortBytes(String value) throws SQLException {
        set(DriverOption.SORT_BYTES, value);
    }

    /** See {@link DriverOption#MEMORY_BUDGET_BYTES}. */
    public void setMemoryBudgetBytes(String value) throws SQLException {
        set(DriverOption.MEMORY_BUDGET_BYTES, value);
    }

    /** See {@link DriverOption#MEMTABLE_BYTES}. */
    public void setMemtableBytes(String value) throws SQLException {
        set(DriverOption.MEMTABLE_BYTES, value);
    }

    /** See {@link DriverOption#BLOCK_CACHE_BYTES}. */
    public void setBlockCacheBytes(String value) throws SQLException {
        set(DriverOption.BLOCK_CACHE_BYTES, value);
    }

    /** See {@link DriverOption#COMPRESSION}. */
    public void setCompression(String value) throws SQLException {
        set(DriverOption.COMPRESSION, value);
    }

    /** See {@link DriverOption#COMPACTION}. */
    public void setCompaction(String value) throws SQLException {
        set(DriverOption.COMPACTION, value);
    }

    /** Sets whether it is noted where connections and result sets are opened. */
    public void setTraceOpen(boolean value) throws SQLException {
        set(DriverOption.TRACE_OPEN, String.valueOf(value));
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    /** Opening waits for nobody, so that the timeout changes nothing. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException(
                "not supported: java.util.logging", SqlState.NOT_SUPPORTED.code());
    }
}
