package io.minilsm.jdbc.run;

import io.minilsm.api.ConflictException;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.Bindings;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.KeyRanges;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.SqlStatement.OnDuplicate;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableLookup;
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
    private final TableCatalog catalog;

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
        this.catalog = new TableCatalog(store, settings.binary());
    }

    /** Returns the settings. */
    public SessionSettings settings() {
        return settings;
    }

    /** Returns the lookup of tables as of now. */
    public TableLookup tables() {
        return catalog.lookup(null);
    }

    /** Returns all tables, KV first, the others by name. */
    public List<Table> allTables() throws SQLException {
        try {
            return catalog.all();
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** Runs a statement that gives rows. */
    public QueryResult query(ParsedSql sql, Bindings bindings, Execution execution) throws SQLException {
        bindings.requireComplete();
        try {
            if (sql.statement() instanceof SqlStatement.ShowStats) {
                return MaintenanceStatements.stats(store.stats());
            } else if (sql.tables().isEmpty()) {
                return query(sql.statement(), bindings, execution, null);
            } else if (autoCommit) {
                return queryAtSnapshot(sql, bindings, execution);
            }
            ParsedSql current = catalog.current(sql, begin().snapshot().get());
            return query(current.statement(), bindings, execution, null);
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** Table and rows are of one moment, so that nobody can drop the one and reuse the place of the others between. */
    private QueryResult queryAtSnapshot(ParsedSql sql, Bindings bindings, Execution execution)
            throws SQLException, IOException {
        Snapshot snapshot = store.snapshot();
        boolean taken = false;
        try {
            QueryResult result =
                    query(catalog.current(sql, snapshot).statement(), bindings, execution, snapshot);
            taken = true;
            return result;
        } finally {
            if (!taken) {
                snapshot.close();
            }
        }
    }

    /** The result closes the snapshot, if there is one. */
    private QueryResult query(SqlStatement statement, Bindings bindings, Execution execution, Snapshot snapshot)
            throws SQLException, IOException {
        Evaluator evaluator = new Evaluator(bindings);
        if (statement instanceof SqlStatement.Explain explain) {
            return explain(explain, evaluator, execution, snapshot);
        } else if (statement instanceof SqlStatement.CountRows counted) {
            Object[] row = {count(select(counted.query(), evaluator, execution, snapshot))};
            return new ListResult(ResultShape.countColumns(counted), List.<Object[]>of(row));
        }
        return select((SqlStatement.Select) statement, evaluator, execution, snapshot);
    }

    private QueryResult select(
            SqlStatement.Select select, Evaluator evaluator, Execution execution, Snapshot snapshot)
            throws SQLException, IOException {
        if (!select.fromTable()) {
            return queries.withoutTable(select, evaluator);
        } else if (autoCommit) {
            return queries.select(select, evaluator, execution, catalog.space(select.table()), snapshot);
        }
        Transaction current = begin();
        current.marks().beginStatement();
        return queries.select(select, evaluator, execution, current);
    }

    private static long count(QueryResult result) throws SQLException {
        try (result) {
            long rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }

    private QueryResult explain(
            SqlStatement.Explain explain, Evaluator evaluator, Execution execution, Snapshot snapshot)
            throws SQLException, IOException {
        List<Object[]> lines = queries.explain(explain.explained(), evaluator);
        if (explain.analyze()) {
            long given = count(select((SqlStatement.Select) explain.explained(), evaluator, execution, snapshot));
            lines.add(new Object[] {"rows read: " + execution.rowsRead() + ", rows given: " + given});
        }
        if (snapshot != null) {
            snapshot.close();
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
                maintain(maintenance, new Evaluator(bindings), execution);
                return 0;
            }
            requireWritable();
            if (sql.statement() instanceof SqlStatement.Definition definition) {
                commitIfActive();
                new TableDefinitions(store, catalog, settings.durability(), execution).run(definition);
                return 0;
            }
            return autoCommit
                    ? updateAlone(sql, bindings, execution)
                    : updateWithin(begin(), sql, bindings, execution);
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    /** A transaction under way would wait behind it, and a checkpoint would be without what it holds. */
    private void maintain(SqlStatement.Maintenance maintenance, Evaluator evaluator, Execution execution)
            throws SQLException, IOException {
        requireNoTransaction(maintenance.task().name());
        if (maintenance.task() != SqlStatement.Maintenance.Task.CHECKPOINT) {
            requireWritable();
        }
        MaintenanceStatements.run(maintenance, evaluator, store, execution);
    }

    private void requireWritable() throws SQLException {
        if (readOnly) {
            throw SqlErrors.of(SqlState.READ_ONLY, "write on a read-only connection");
        }
    }

    private Transaction begin() {
        if (transaction == null) {
            transaction = new Transaction(store, catalog, false, serializable);
        }
        return transaction;
    }

    private long updateAlone(ParsedSql sql, Bindings bindings, Execution execution) throws SQLException, IOException {
        for (int attempt = 1; ; attempt++) {
            execution.check();
            ChangeSet changes = new ChangeSet(0, settings.transactionBytes());
            ParsedSql current = sql;
            try {
                if (WriteStatements.needsSnapshot(sql.statement())) {
                    try (Snapshot snapshot = store.snapshot()) {
                        current = catalog.current(sql, snapshot);
                        return writeAlone(current, snapshot, bindings, execution, changes);
                    }
                }
                // That the table stands is a condition of the write; it is looked for only after that has failed.
                current = attempt == 1 ? sql : catalog.current(sql, null);
                return writeAlone(current, null, bindings, execution, changes);
            } catch (ConflictException e) {
                refuseDuplicates(current.statement(), changes);
                if (attempt == MAX_ATTEMPTS) {
                    throw conflict(e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private long writeAlone(
            ParsedSql sql, Snapshot snapshot, Bindings bindings, Execution execution, ChangeSet changes)
            throws SQLException, IOException {
        long rows = collect(sql, snapshot, bindings, execution, changes);
        if (!changes.isEmpty()) {
            Table target = WriteStatements.target(sql.statement());
            WriteBatch batch = changes.toBatch(catalog.space(target), snapshot == null ? 0 : snapshot.sequence());
            catalog.requireUnchanged(batch, target);
            store.write(batch, settings.durability());
        }
        return rows;
    }

    /** Adds what the statement changes, as of the snapshot, or as of now if it is null. */
    private long collect(
            ParsedSql sql, Snapshot snapshot, Bindings bindings, Execution execution, ChangeSet changes)
            throws SQLException, IOException {
        Evaluator evaluator = new Evaluator(bindings);
        TableViews views = new TableViews() {
            @Override
            public ReadView of(Table table) throws IOException {
                return new ReadView(catalog.space(table), snapshot, null, 0);
            }

            @Override
            public void noteRead(Table table, KeyRanges ranges) {
                // What was read is not validated: a statement alone is as of its snapshot.
            }
        };
        return new WriteStatements(views, false, evaluator, execution, changes, queries).run(sql.statement());
    }

    /** A plain INSERT whose guard failed met an existing key, unless that was deleted again meanwhile. */
    private void refuseDuplicates(SqlStatement statement, ChangeSet changes) throws SQLException, IOException {
        if (statement instanceof SqlStatement.Insert insert && insert.onDuplicate() == OnDuplicate.FAIL) {
            KeySpace space = catalog.space(insert.table());
            for (Map.Entry<byte[], ChangeSet.Change> each : changes.all()) {
                if (space.get(each.getKey()) != null) {
                    throw WriteStatements.duplicate(insert.table(), each.getKey());
                }
            }
        }
    }

    private long updateWithin(Transaction current, ParsedSql sql, Bindings bindings, Execution execution)
            throws SQLException, IOException {
        SqlStatement statement = catalog.current(sql, current.snapshot().get()).statement();
        StatementMarks marks = current.marks();
        marks.beginStatement();
        ChangeSet changes = new ChangeSet(current.bytes(), settings.transactionBytes());
        long mark = marks.beginReader();
        long rows;
        try {
            Evaluator evaluator = new Evaluator(bindings);
            rows = new WriteStatements(current.views(mark), true, evaluator, execution, changes, queries)
                    .run(statement);
        } finally {
            marks.endReader();
        }
        current.part(WriteStatements.target(statement)).apply(changes);
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
                long[] inserted = autoCommit && attempt == 1 ? insertUnread(items, execution) : null;
                if (inserted != null) {
                    return inserted;
                }
                own = autoCommit ? new Transaction(store, catalog, true, false) : null;
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

    /**
     * Writes a batch that only inserts or replaces rows of one table without reading any: that a key is new is a
     * condition of the write. Returns null, with nothing written, where it is more than that or a row is refused; then
     * it is run statement by statement, which tells the one that failed.
     */
    private long[] insertUnread(List<BatchItem> items, Execution execution) throws SQLException, IOException {
        Table table = null;
        for (BatchItem item : items) {
            Table next = insertedUnread(item.sql().statement());
            if (next == null || table != null && next != table) {
                return null;
            }
            table = next;
        }
        ChangeSet changes = new ChangeSet(0, settings.transactionBytes());
        long[] counts = new long[items.size()];
        WriteBatch batch;
        try {
            for (int i = 0; i < counts.length; i++) {
                Bindings bindings = items.get(i).bindings();
                bindings.requireComplete();
                counts[i] = collect(items.get(i).sql(), null, bindings, execution, changes);
            }
            batch = changes.toBatch(catalog.space(table), 0);
            catalog.requireUnchanged(batch, table);
        } catch (SQLException refused) {
            return null;
        }
        try {
            store.write(batch, settings.durability());
            return counts;
        } catch (ConflictException exists) {
            return null;
        }
    }

    private static Table insertedUnread(SqlStatement statement) {
        boolean unread = statement instanceof SqlStatement.Insert insert
                && insert.source() == null
                && (insert.onDuplicate() == OnDuplicate.FAIL || insert.onDuplicate() == OnDuplicate.REPLACE);
        return unread ? WriteStatements.target(statement) : null;
    }

    private long[] runItems(Transaction current, List<BatchItem> items, Execution execution) throws BatchFailure {
        long[] counts = new long[items.size()];
        for (int i = 0; i < counts.length; i++) {
            BatchItem item = items.get(i);
            try {
                item.bindings().requireComplete();
                counts[i] = updateWithin(current, item.sql(), item.bindings(), execution);
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
            if (!ending.isEmpty()) {
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
