package io.minilsm.jdbc;

import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.QueryResult;
import io.minilsm.jdbc.run.Session;
import io.minilsm.jdbc.run.SessionSettings;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.Table;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection: a share in an open store, and a session over it. May be used by several threads; they take turns. Owns
 * its results; closing it closes them, drops the transaction and gives back the share.
 */
final class JdbcConnection extends ConnectionSettings implements Unwrapping {
    // Constant after construction.
    private final ConnectionUrl url;
    private final StoreAccess.Lease lease;
    private final Session session;
    private final OpenWork work;
    private final Cleaner.Cleanable watched;

    // Guarded by lock.
    private final StatementCache statements = new StatementCache();
    private SQLWarning warnings;
    private int holdability = ResultSet.HOLD_CURSORS_OVER_COMMIT;

    /** Whether the share in the store was given back, or that has begun. */
    private final AtomicBoolean released = new AtomicBoolean();

    // Written with the lock or by abort; read by any.
    private volatile boolean closed;

    JdbcConnection(ConnectionUrl url, SessionSettings settings, StoreAccess.Lease lease) throws SQLException {
        this.url = url;
        this.lease = lease;
        this.session = new Session(lease.store(), settings);
        this.work = new OpenWork(url);
        session.setReadOnly(isStoreReadOnly());
        watched = watch(this, url, session, lease, released);
    }

    /** What is watched for must not be reached from what is done then. */
    private static Cleaner.Cleanable watch(
            JdbcConnection connection,
            ConnectionUrl url,
            Session session,
            StoreAccess.Lease lease,
            AtomicBoolean released) {
        Throwable openedAt = Abandonment.trace(url);
        return Abandonment.watch(connection, () -> {
            if (released.compareAndSet(false, true)) {
                Abandonment.warn("connection", url, openedAt);
                release(url, session, lease);
            }
        });
    }

    private static void release(ConnectionUrl url, Session session, StoreAccess.Lease lease) {
        try (lease) {
            session.dropTransaction();
        } catch (IOException | RuntimeException e) {
            System.getLogger(JdbcConnection.class.getName())
                    .log(System.Logger.Level.WARNING, "closing of a dropped connection failed: url=" + url.url(), e);
        }
    }

    // -- for statements, results and metadata

    Session session() {
        return session;
    }

    String url() {
        return url.url();
    }

    boolean isStoreReadOnly() {
        return url.options().isTrue(DriverOption.READ_ONLY) || lease.store().isReadOnly();
    }

    @Override
    void requireOpen() throws SQLException {
        if (closed) {
            throw SqlErrors.of(SqlState.CONNECTION_CLOSED, "connection is closed: url=" + url.url());
        }
    }

    /** Parses a statement, or finds it parsed. The lock must be held. */
    ParsedSql parse(String sql) throws SQLException {
        return statements.parse(sql, session.tables());
    }

    List<Table> allTables() throws SQLException {
        return guarded(session::allTables);
    }

    OpenResult opened(JdbcResultSet resultSet, QueryResult rows, Execution execution) throws SQLException {
        return work.opened(resultSet, rows, execution, this);
    }

    OpenWork work() {
        return work;
    }

    /** Notes that an execution begins, which may have come past an abort. */
    void begins(Execution execution) {
        work.begins(execution);
        if (closed) {
            execution.cancel();
        }
    }

    // -- life

    @Override
    public void close() throws SQLException {
        lock();
        try {
            if (!closed) {
                closed = true;
                release();
            }
        } finally {
            unlock();
        }
    }

    /** Closes the rows of a result set that was dropped, now or when the lock is free. For any thread. */
    void dropped(OpenResult result) {
        work.dropped(result);
        if (tryLock()) {
            try {
                tidy();
            } finally {
                unlock();
            }
        }
    }

    @Override
    void tidy() {
        if (work.hasDropped()) {
            work.closeDropped();
        }
    }

    private void release() throws SQLException {
        released.set(true);
        watched.clean();
        try (lease) {
            try {
                work.closeAll();
            } finally {
                session.dropTransaction();
            }
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
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
        work.cancelAll();
        try {
            executor.execute(this::releaseAborted);
        } catch (RejectedExecutionException e) {
            releaseAborted();
        }
    }

    private void releaseAborted() {
        lock();
        try {
            release();
        } catch (SQLException e) {
            System.getLogger(JdbcConnection.class.getName())
                    .log(System.Logger.Level.WARNING, "abort of a connection: url=" + url.url(), e);
        } finally {
            unlock();
        }
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
        return guarded(() -> new JdbcStatement(this, StatementForm.forward(holdability)));
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return createStatement(type, concurrency, holdability);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int resultHoldability) throws SQLException {
        int checked = checkedHoldability(resultHoldability);
        return guarded(() -> new JdbcStatement(this, form(type, concurrency, checked)));
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return guarded(() -> new JdbcPreparedStatement(this, StatementForm.forward(holdability), parse(sql)));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int resultHoldability)
            throws SQLException {
        int checked = checkedHoldability(resultHoldability);
        return guarded(() -> new JdbcPreparedStatement(this, form(type, concurrency, checked), parse(sql)));
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
    public Blob createBlob() throws SQLException {
        requireOpen();
        return new JdbcBlob(new byte[0]);
    }

    @Override
    public Clob createClob() throws SQLException {
        return createNClob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        requireOpen();
        return new JdbcClob("");
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        requireOpen();
        return sql;
    }

    /** What is not there is met by what comes nearest, with a warning. */
    private StatementForm form(int type, int concurrency, int checkedHoldability) throws SQLException {
        boolean scrolls = type == ResultSet.TYPE_SCROLL_INSENSITIVE || type == ResultSet.TYPE_SCROLL_SENSITIVE;
        if (!scrolls && type != ResultSet.TYPE_FORWARD_ONLY) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "not a type of result sets: actual=" + type);
        } else if (concurrency != ResultSet.CONCUR_READ_ONLY && concurrency != ResultSet.CONCUR_UPDATABLE) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "not a concurrency of result sets: actual=" + concurrency);
        }
        if (type == ResultSet.TYPE_SCROLL_SENSITIVE) {
            warn("result sets do not see later changes: TYPE_SCROLL_INSENSITIVE is given");
        }
        if (concurrency == ResultSet.CONCUR_UPDATABLE) {
            warn("result sets are read-only: CONCUR_READ_ONLY is given");
        }
        int given = scrolls ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY;
        return new StatementForm(given, checkedHoldability);
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
            if (session.isAutoCommit() != value) {
                endTransaction(() -> session.setAutoCommit(value));
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
            endTransaction(session::commit);
            return null;
        });
    }

    @Override
    public void rollback() throws SQLException {
        guarded(() -> {
            endTransaction(session::rollback);
            return null;
        });
    }

    /** A transaction that could not be committed has ended too, and its results with it. */
    void endTransaction(Ending ending) throws SQLException {
        boolean alone = session.isAutoCommit();
        try {
            ending.run();
        } finally {
            if (!alone) {
                work.closeAtCommit();
            }
        }
    }

    /** A way to end a transaction. */
    interface Ending {
        void run() throws SQLException;
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

    // -- settings

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        requireOpen();
        return new JdbcDatabaseMetaData(this);
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
    public void setHoldability(int value) throws SQLException {
        int checked = checkedHoldability(value);
        guarded(() -> holdability = checked);
    }

    @Override
    public int getHoldability() throws SQLException {
        return guarded(() -> holdability);
    }
}
