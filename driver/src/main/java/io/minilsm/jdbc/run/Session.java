package io.minilsm.jdbc.run;

import io.minilsm.api.ConflictException;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.Bindings;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.SqlStatement.OnDuplicate;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a connection does to the store: statements, transactions, commit. One per connection.
 *
 * <p>In auto-commit a write statement is one conditional batch; when another writer comes between its reading and its
 * writing, it is run again. Otherwise statements collect in a {@link Transaction} that COMMIT writes as one batch.
 */
public final class Session {
    /**
     * How often a statement in auto-commit is run again after conflicts. Each conflict means that another writer got
     * through, so even many writers of one key are through long before.
     */
    private static final int MAX_ATTEMPTS = 1000;

    // Constant after construction.
    private final Store store;
    private final SessionSettings settings;
    private final Queries queries;

    // Guarded by the connection's lock.
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean serializable;
    private Transaction transaction;

    /** A statement of a batch with its parameters. */
    public record BatchItem(ParsedSql sql, Bindings bindings) {}

    /** Makes a session over an open store. */
    public Session(Store store, SessionSettings settings) {
        this.store = store;
        this.settings = settings;
        this.queries = new Queries(settings);
    }

    /** Returns the settings. */
    public SessionSettings settings() {
        return settings;
    }

    /** Runs a statement that gives rows. */
    public QueryResult query(ParsedSql sql, Bindings bindings, Execution execution) throws SQLException {
        bindings.requireComplete();
        Evaluator evaluator = new Evaluator(bindings);
        try {
            if (sql.statement() instanceof SqlStatement.Explain explain) {
                return explain(explain, evaluator, execution);
            } else if (sql.statement() instanceof SqlStatement.ShowStats) {
                return MaintenanceStatements.stats(store.stats());
            }
            return select((SqlStatement.Select) sql.statement(), evaluator, execution);
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    private QueryResult select(SqlStatement.Select select, Evaluator evaluator, Execution execution)
            throws SQLException, IOException {
        if (!select.fromTable()) {
            return queries.withoutTable(select, evaluator);
        } else if (autoCommit) {
            return queries.select(select, evaluator, execution, store);
        }
        Transaction current = begin();
        current.overlay().beginStatement();
        return queries.select(select, evaluator, execution, current);
    }

    private QueryResult explain(SqlStatement.Explain explain, Evaluator evaluator, Execution execution)
            throws SQLException, IOException {
        List<Object[]> lines = queries.explain(explain.explained(), evaluator);
        if (explain.analyze()) {
            long given = 0;
            try (QueryResult rows = select((SqlStatement.Select) explain.explained(), evaluator, execution)) {
                while (rows.next()) {
                    given++;
                }
            }
            lines.add(new Object[] {"rows read: " + execution.rowsRead() + ", rows given: " + given});
        }
        return new ListResult(ResultShape.planColumns(), lines);
    }

    /** Runs a statement that gives no rows; returns the number of rows it changed. */
    public long update(ParsedSql sql, Bindings bindings, Execution execution) throws SQLException {
        bindings.requireComplete();
        try {
            if (sql.statement() instanceof SqlStatement.EndTransaction end) {
                if (end.commit()) {
                    commit();
                } else {
                    rollback();
                }
                return 0;
            } else if (sql.statement() instanceof SqlStatement.Maintenance maintenance) {
                maintain(maintenance, new Evaluator(bindings));
                return 0;
            }
            requireWritable();
            return autoCommit
                    ? updateAlone(sql.statement(), bindings, execution)
                    : updateWithin(begin(), sql.statement(), bindings, execution);
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** A transaction under way would wait behind it, and a checkpoint would be without what it holds. */
    private void maintain(SqlStatement.Maintenance maintenance, Evaluator evaluator) throws SQLException, IOException {
        requireNoTransaction(maintenance.task().name());
        if (maintenance.task() != SqlStatement.Maintenance.Task.CHECKPOINT) {
            requireWritable();
        }
        MaintenanceStatements.run(maintenance, evaluator, store);
    }

    private void requireWritable() throws SQLException {
        if (readOnly) {
            throw SqlErrors.of(SqlState.READ_ONLY, "write on a read-only connection");
        }
    }

    private Transaction begin() {
        if (transaction == null) {
            transaction = new Transaction(store, false, serializable);
        }
        return transaction;
    }

    private long updateAlone(SqlStatement statement, Bindings bindings, Execution execution)
            throws SQLException, IOException {
        for (int attempt = 1; ; attempt++) {
            execution.check();
            ChangeSet changes = new ChangeSet(0, settings.transactionBytes());
            try {
                return updateOnce(statement, bindings, execution, changes);
            } catch (ConflictException e) {
                refuseDuplicates(statement, changes);
                if (attempt == MAX_ATTEMPTS) {
                    throw conflict(e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private long updateOnce(SqlStatement statement, Bindings bindings, Execution execution, ChangeSet changes)
            throws SQLException, IOException {
        if (!WriteStatements.needsSnapshot(statement)) {
            ReadView view = new ReadView(store, null, null, 0);
            return writeAlone(statement, view, bindings, execution, changes);
        }
        try (Snapshot snapshot = store.snapshot()) {
            ReadView view = new ReadView(store, snapshot, null, 0);
            return writeAlone(statement, view, bindings, execution, changes);
        }
    }

    private long writeAlone(
            SqlStatement statement, ReadView view, Bindings bindings, Execution execution, ChangeSet changes)
            throws SQLException, IOException {
        Evaluator evaluator = new Evaluator(bindings);
        long rows = new WriteStatements(view, false, evaluator, execution, ranges -> {}, changes, queries)
                .run(statement);
        if (!changes.isEmpty()) {
            long sequence = view.snapshot() == null ? 0 : view.snapshot().sequence();
            store.write(changes.toBatch(store, sequence), settings.durability());
        }
        return rows;
    }

    /** A plain INSERT whose guard failed met an existing key, unless that was deleted again meanwhile. */
    private void refuseDuplicates(SqlStatement statement, ChangeSet changes) throws SQLException, IOException {
        if (statement instanceof SqlStatement.Insert insert && insert.onDuplicate() == OnDuplicate.FAIL) {
            for (Map.Entry<byte[], ChangeSet.Change> each : changes.all()) {
                if (store.get(each.getKey()) != null) {
                    throw WriteStatements.duplicate(each.getKey());
                }
            }
        }
    }

    private long updateWithin(Transaction current, SqlStatement statement, Bindings bindings, Execution execution)
            throws SQLException, IOException {
        Overlay overlay = current.overlay();
        overlay.beginStatement();
        ChangeSet changes = new ChangeSet(overlay.bytes(), settings.transactionBytes());
        ReadView view = current.beginReading();
        long rows;
        try {
            Evaluator evaluator = new Evaluator(bindings);
            rows = new WriteStatements(view, true, evaluator, execution, current::noteRead, changes, queries)
                    .run(statement);
        } finally {
            overlay.endReader();
        }
        current.apply(changes);
        return rows;
    }

    /**
     * Runs the statements as one: in auto-commit they are a transaction of their own with one sync, of which nothing
     * remains if one fails.
     */
    public long[] batch(List<BatchItem> items, Execution execution) throws BatchFailure {
        for (int attempt = 1; ; attempt++) {
            Transaction own = null;
            try {
                requireWritable();
                own = autoCommit ? new Transaction(store, true, false) : null;
                long[] counts = runItems(own == null ? begin() : own, items, execution);
                if (own != null) {
                    store.write(own.toBatch(), settings.durability());
                }
                return counts;
            } catch (ConflictException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new BatchFailure(conflict(e), new long[0], -1);
                }
            } catch (SQLException | IOException | RuntimeException e) {
                throw new BatchFailure(SqlErrors.translate(e), new long[0], -1);
            } finally {
                if (own != null) {
                    own.end();
                }
            }
        }
    }

    private long[] runItems(Transaction current, List<BatchItem> items, Execution execution) throws BatchFailure {
        long[] counts = new long[items.size()];
        for (int i = 0; i < counts.length; i++) {
            BatchItem item = items.get(i);
            try {
                item.bindings().requireComplete();
                counts[i] = updateWithin(current, item.sql().statement(), item.bindings(), execution);
            } catch (SQLException | IOException | RuntimeException e) {
                throw new BatchFailure(SqlErrors.translate(e), Arrays.copyOf(counts, i), i);
            }
        }
        return counts;
    }

    /** Makes the transaction durable and ends it, also if that fails. */
    public void commit() throws SQLException {
        requireManualCommit("commit");
        commitIfActive();
    }

    private void commitIfActive() throws SQLException {
        Transaction ending = transaction;
        transaction = null;
        if (ending == null) {
            return;
        }
        try {
            if (!ending.overlay().isEmpty()) {
                WriteBatch batch = ending.toBatch();
                store.write(batch, settings.durability());
            }
        } catch (ConflictException e) {
            throw conflict(e);
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        } finally {
            ending.end();
        }
    }

    private static SQLException conflict(ConflictException cause) {
        return SqlErrors.of(
                SqlState.CONFLICT,
                "another transaction changed the same keys first, nothing was written; run the transaction again: "
                        + cause.getMessage(),
                cause);
    }

    /** Drops the transaction. */
    public void rollback() throws SQLException {
        requireManualCommit("rollback");
        dropTransaction();
    }

    /** Drops the transaction, if there is one. */
    public void dropTransaction() {
        Transaction ending = transaction;
        transaction = null;
        if (ending != null) {
            ending.end();
        }
    }

    private void requireManualCommit(String what) throws SQLException {
        if (autoCommit) {
            throw SqlErrors.of(SqlState.NO_TRANSACTION, what + " while auto-commit is on; use setAutoCommit(false)");
        }
    }

    /** Returns whether each statement is a transaction of its own. */
    public boolean isAutoCommit() {
        return autoCommit;
    }

    /** Switches auto-commit; a change commits the transaction under way. */
    public void setAutoCommit(boolean value) throws SQLException {
        if (autoCommit != value) {
            commitIfActive();
            autoCommit = value;
        }
    }

    /** Returns whether writes are refused. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Switches the refusal of writes. */
    public void setReadOnly(boolean value) throws SQLException {
        requireNoTransaction("setReadOnly");
        readOnly = value;
    }

    /** Returns whether reads are validated at COMMIT. */
    public boolean isSerializable() {
        return serializable;
    }

    /** Switches the validation of reads at COMMIT. */
    public void setSerializable(boolean value) throws SQLException {
        requireNoTransaction("setTransactionIsolation");
        serializable = value;
    }

    private void requireNoTransaction(String what) throws SQLException {
        if (transaction != null) {
            throw SqlErrors.of(SqlState.ACTIVE_TRANSACTION, what + " within a transaction; commit or roll back first");
        }
    }

    /** Returns a savepoint at now. */
    public SessionSavepoint setSavepoint() throws SQLException {
        requireManualCommit("setSavepoint");
        Transaction current;
        try {
            current = begin();
        } catch (RuntimeException e) {
            throw SqlErrors.translate(e);
        }
        return current.setSavepoint();
    }

    /** Drops what was written behind the savepoint. */
    public void rollbackTo(SessionSavepoint savepoint) throws SQLException {
        requireSavepoint(savepoint);
        transaction.rollbackTo(savepoint);
    }

    /** Makes the savepoint, and those set behind it, unusable. */
    public void release(SessionSavepoint savepoint) throws SQLException {
        requireSavepoint(savepoint);
        transaction.release(savepoint);
    }

    private void requireSavepoint(SessionSavepoint savepoint) throws SQLException {
        requireManualCommit("savepoint");
        if (transaction == null || !transaction.has(savepoint)) {
            throw SqlErrors.of(
                    SqlState.BAD_SAVEPOINT,
                    "savepoint of another transaction, released, or set behind one that was gone back to");
        }
    }
}
