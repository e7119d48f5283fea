package io.minilsm.jdbc;

import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.Session;
import io.minilsm.jdbc.run.SessionSettings;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.SqlParser;
import io.minilsm.jdbc.sql.TableNames;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection: a share in an open store, and a session over it. May be used by several threads; they take turns. Owns
 * its results; closing it closes them, drops the transaction and gives back the share.
 */
final class JdbcConnection extends RefusingConnection implements Unwrapping {
    /** Statements whose trees are kept: an application has a few dozen that it repeats. */
    private static final int CACHED_STATEMENTS = 128;

    /** Longer statements are those with values written into them, which do not come again. */
    private static final int LONGEST_CACHED_CHARS = 4096;

    // Constant after construction.
    private final ConnectionUrl url;
    private final StoreAccess.Lease lease;
    private final Session session;
    private final ReentrantLock lock = new ReentrantLock();

    /** Running or open executions, for abort. Thread-safe. */
    private final Set<Execution> executions = ConcurrentHashMap.newKeySet();

    // Guarded by lock.
    private final Set<JdbcResultSet> openResults = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, ParsedSql> statements = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParsedSql> eldest) {
            return size() > CACHED_STATEMENTS;
        }
    };
    private SQLWarning warnings;
    private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;
    private final Properties clientInfo = new Properties();
    private int networkTimeoutMillis;

    // Written with the lock or by abort; read by any.
    private volatile boolean closed;

    JdbcConnection(ConnectionUrl url, SessionSettings settings, StoreAccess.Lease lease) throws SQLException {
        this.url = url;
        this.lease = lease;
        this.session = new Session(lease.store(), settings);
        session.setReadOnly(isStoreReadOnly());
    }

    // -- for statements, results and metadata

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    Session session() {
        return session;
    }

    String url() {
        return url.url();
    }

    boolean isStoreReadOnly() {
        return url.options().isTrue(DriverOption.READ_ONLY) || lease.store().isReadOnly();
    }

    void requireOpen() throws SQLException {
        if (closed) {
            throw SqlErrors.of(SqlState.CONNECTION_CLOSED, "connection is closed: url=" + url.url());
        }
    }

    /** Parses a statement, or finds it parsed. The lock must be held. */
    ParsedSql parse(String sql) throws SQLException {
        if (sql == null) {
            throw SqlErrors.of(SqlState.SYNTAX_ERROR, "no statement: null");
        }
        ParsedSql parsed = statements.get(sql);
        if (parsed == null) {
            parsed = SqlParser.parse(sql);
            if (sql.length() <= LONGEST_CACHED_CHARS) {
                statements.put(sql, parsed);
            }
        }
        return parsed;
    }

    void opened(JdbcResultSet result, Execution execution) {
        openResults.add(result);
        executions.add(execution);
    }

    void closed(JdbcResultSet result, Execution execution) {
        openResults.remove(result);
        executions.remove(execution);
    }

    void begins(Execution execution) {
        executions.add(execution);
    }

    void ends(Execution execution) {
        executions.remove(execution);
    }

    /** What a method does with the lock held and the connection known to be open. */
    private interface Body<T> {
        T run() throws SQLException;
    }

    private <T> T guarded(Body<T> body) throws SQLException {
        lock.lock();
        try {
            requireOpen();
            return body.run();
        } finally {
            lock.unlock();
        }
    }

    // -- life

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private void release() throws SQLException {
        SQLException failure = null;
        for (JdbcResultSet result : new ArrayList<>(openResults)) {
            try {
                result.close();
            } catch (SQLException e) {
                failure = first(failure, e);
            }
        }
        try {
            session.dropTransaction();
            lease.close();
        } catch (IOException | RuntimeException e) {
            failure = first(failure, SqlErrors.translate(e));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static SQLException first(SQLException before, SQLException now) {
        if (before == null) {
            return now;
        }
        before.addSuppressed(now);
        return before;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        if (executor == null) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "no executor: null");
        } else if (closed) {
            return;
        }
        closed = true;
        executions.forEach(Execution::cancel);
        executor.execute(() -> {
            lock.lock();
            try {
                release();
            } catch (SQLException e) {
                System.getLogger(JdbcConnection.class.getName())
                        .log(System.Logger.Level.WARNING, "abort of a connection: url=" + url.url(), e);
            } finally {
                lock.unlock();
            }
        });
    }

    /** Asks the store only whether it is open: no I/O, and no waiting for a statement that runs. */
    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        if (timeoutSeconds < 0) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "negative timeout: actual=" + timeoutSeconds);
        }
        if (closed) {
            return false;
        }
        try {
            return lease.store().visibleSequence() >= 0;
        } catch (StoreClosedException e) {
            return false;
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type == Store.class) {
            requireOpen();
            return type.cast(lease.store());
        }
        return Unwrapping.super.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type == Store.class || Unwrapping.super.isWrapperFor(type);
    }

    // -- statements

    @Override
    public Statement createStatement() throws SQLException {
        requireOpen();
        return new JdbcStatement(this);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return createStatement(type, concurrency, holdability);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int resultHoldability) throws SQLException {
        requireOpen();
        noteForm(type, concurrency);
        JdbcStatement statement = new JdbcStatement(this);
        statement.setHoldability(checkedHoldability(resultHoldability));
        return statement;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return guarded(() -> new JdbcPreparedStatement(this, parse(sql)));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int resultHoldability)
            throws SQLException {
        noteForm(type, concurrency);
        int checked = checkedHoldability(resultHoldability);
        return guarded(() -> {
            JdbcPreparedStatement statement = new JdbcPreparedStatement(this, parse(sql));
            statement.setHoldability(checked);
            return statement;
        });
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        JdbcStatement.refuseGeneratedKeys(autoGeneratedKeys);
        return prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        JdbcStatement.refuseGeneratedKeys(Statement.RETURN_GENERATED_KEYS);
        return prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
        JdbcStatement.refuseGeneratedKeys(Statement.RETURN_GENERATED_KEYS);
        return prepareStatement(sql);
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        requireOpen();
        return sql;
    }

    private void noteForm(int type, int concurrency) throws SQLException {
        if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY) {
            guarded(() -> {
                warn("result sets go forward and are read-only; scrolling and updating are not there");
                return null;
            });
        }
    }

    private void warn(String what) {
        SQLWarning warning = new SQLWarning(what, SqlState.DOWNGRADED.code());
        if (warnings == null) {
            warnings = warning;
        } else {
            warnings.setNextWarning(warning);
        }
    }

    private static int checkedHoldability(int value) throws SQLException {
        if (value != ResultSet.HOLD_CURSORS_OVER_COMMIT && value != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "not a holdability: actual=" + value);
        }
        return value;
    }

    // -- transactions

    @Override
    public void setAutoCommit(boolean value) throws SQLException {
        guarded(() -> {
            boolean changes = session.isAutoCommit() != value;
            session.setAutoCommit(value);
            if (changes) {
                closeAtCommit();
            }
            return null;
        });
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return guarded(session::isAutoCommit);
    }

    @Override
    public void commit() throws SQLException {
        guarded(() -> {
            session.commit();
            closeAtCommit();
            return null;
        });
    }

    @Override
    public void rollback() throws SQLException {
        guarded(() -> {
            session.rollback();
            closeAtCommit();
            return null;
        });
    }

    private void closeAtCommit() throws SQLException {
        for (JdbcResultSet result : new HashSet<>(openResults)) {
            if (result.getHoldability() == ResultSet.CLOSE_CURSORS_AT_COMMIT) {
                result.close();
            }
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return guarded(() -> new JdbcSavepoint(null, session.setSavepoint()));
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return guarded(() -> new JdbcSavepoint(name, session.setSavepoint()));
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        guarded(() -> {
            session.rollbackTo(JdbcSavepoint.of(savepoint));
            return null;
        });
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        guarded(() -> {
            session.release(JdbcSavepoint.of(savepoint));
            return null;
        });
    }

    /** Snapshot isolation is more than repeatable read and less than serializable: weaker levels become it. */
    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        if (level < TRANSACTION_READ_UNCOMMITTED || level > TRANSACTION_SERIALIZABLE || Integer.bitCount(level) != 1) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "not an isolation level of Connection: actual=" + level);
        }
        guarded(() -> {
            if (session.isSerializable() != (level == TRANSACTION_SERIALIZABLE)) {
                session.setSerializable(level == TRANSACTION_SERIALIZABLE);
            }
            return null;
        });
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return guarded(() -> session.isSerializable() ? TRANSACTION_SERIALIZABLE : TRANSACTION_REPEATABLE_READ);
    }

    @Override
    public void setReadOnly(boolean value) throws SQLException {
        guarded(() -> {
            boolean wanted = value || isStoreReadOnly();
            if (session.isReadOnly() != wanted) {
                session.setReadOnly(wanted);
            }
            return null;
        });
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return guarded(session::isReadOnly);
    }

    // -- settings without effect on the store

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        requireOpen();
        return new JdbcDatabaseMetaData(this);
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
    public SQLWarning getWarnings() throws SQLException {
        return guarded(() -> warnings);
    }

    @Override
    public void clearWarnings() throws SQLException {
        guarded(() -> {
            warnings = null;
            return null;
        });
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        requireOpen();
        return Map.of();
    }

    @Override
    public void setHoldability(int value) throws SQLException {
        int checked = checkedHoldability(value);
        guarded(() -> holdability = checked);
    }

    @Override
    public int getHoldability() throws SQLException {
        return guarded(() -> holdability);
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        if (closed || name == null) {
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
}
