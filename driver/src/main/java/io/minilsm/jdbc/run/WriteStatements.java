package io.minilsm.jdbc.run;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.KeyPlan;
import io.minilsm.jdbc.plan.KeyPlanner;
import io.minilsm.jdbc.plan.KeyRanges;
import io.minilsm.jdbc.plan.Row;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.run.ChangeSet.Guard;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.SqlStatement.OnDuplicate;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Computes what INSERT, UPDATE and DELETE change, against a view, without writing it. For one execution. */
final class WriteStatements {
    private final ReadView view;
    private final boolean inTransaction;
    private final Evaluator evaluator;
    private final Execution execution;
    private final Consumer<KeyRanges> reads;
    private final ChangeSet changes;
    private final Queries queries;

    /**
     * Prepares one execution.
     *
     * @param inTransaction whether the view is a transaction's: then an INSERT looks for the key itself, otherwise the
     *     guard of the write does
     * @param reads is told what ranges were read
     */
    WriteStatements(
            ReadView view,
            boolean inTransaction,
            Evaluator evaluator,
            Execution execution,
            Consumer<KeyRanges> reads,
            ChangeSet changes,
            Queries queries) {
        this.view = view;
        this.inTransaction = inTransaction;
        this.evaluator = evaluator;
        this.execution = execution;
        this.reads = reads;
        this.changes = changes;
        this.queries = queries;
    }

    /** Returns whether the statement must be run over a snapshot. */
    static boolean needsSnapshot(SqlStatement statement) {
        return !(statement instanceof SqlStatement.Insert insert)
                || insert.onDuplicate() == OnDuplicate.UPDATE
                || insert.source() != null;
    }

    /** Adds the statement's changes; returns the number of rows. */
    long run(SqlStatement statement) throws SQLException, IOException {
        if (statement instanceof SqlStatement.Insert insert) {
            return insert(insert);
        } else if (statement instanceof SqlStatement.Update update) {
            return change(update.where(), update.value());
        } else if (statement instanceof SqlStatement.Delete delete) {
            return change(delete.where(), null);
        }
        throw new AssertionError(statement);
    }

    private long insert(SqlStatement.Insert insert) throws SQLException, IOException {
        long rows = insert.source() == null ? 0 : insertQuery(insert);
        for (SqlStatement.NewRow newRow : insert.rows()) {
            execution.check();
            byte[] key = keyOf(evaluator.value(newRow.key(), null, null));
            byte[] value = valueOf(evaluator.value(newRow.value(), null, null));
            rows += insertRow(insert, key, value);
        }
        return rows;
    }

    /** The query sees the view, not what the statement has inserted so far. */
    private long insertQuery(SqlStatement.Insert insert) throws SQLException, IOException {
        long rows = 0;
        try (QueryResult source = queries.within(insert.source(), evaluator, execution, view, reads)) {
            while (source.next()) {
                execution.check();
                rows += insertRow(insert, keyOf(source.value(0)), valueOf(source.value(1)));
            }
        }
        return rows;
    }

    private int insertRow(SqlStatement.Insert insert, byte[] key, byte[] value) throws SQLException, IOException {
        Guard fresh = inTransaction ? Guard.UNCHANGED : Guard.ABSENT;
        switch (insert.onDuplicate()) {
            case FAIL:
                if (changes.get(key) != null || inTransaction && isThere(key)) {
                    throw duplicate(key);
                }
                changes.put(key, value, fresh);
                return 1;
            case IGNORE:
                if (changes.get(key) != null || isThere(key)) {
                    return 0;
                }
                changes.put(key, value, fresh);
                return 1;
            case REPLACE:
                // A value that was computed from rows must not undo what others have written to them meanwhile.
                changes.put(key, value, insert.source() == null ? Guard.NONE : Guard.UNCHANGED);
                return 1;
            case UPDATE:
                ChangeSet.Change earlier = changes.get(key);
                byte[] old = earlier != null ? earlier.value() : view.get(key);
                byte[] merged = old == null
                        ? value
                        : valueOf(evaluator.value(insert.update(), Row.of(key, old), Row.of(key, value)));
                changes.put(key, merged, Guard.UNCHANGED);
                return 1;
            default:
                throw new AssertionError(insert.onDuplicate());
        }
    }

    /** A key that is there is not written and so not guarded: that it was seen is a read like any other. */
    private boolean isThere(byte[] key) throws IOException {
        boolean there = view.get(key) != null;
        if (there) {
            reads.accept(KeyRanges.only(key));
        }
        return there;
    }

    static SQLException duplicate(byte[] key) {
        return SqlErrors.of(
                SqlState.DUPLICATE_KEY,
                "duplicate key: table=KV, K=" + SqlValues.shown(key) + "; use UPSERT INTO to replace");
    }

    /** UPDATE with a new value; DELETE without one. */
    private long change(Expr where, Expr newValue) throws SQLException, IOException {
        KeyPlan plan = KeyPlanner.plan(where, evaluator);
        reads.accept(plan.ranges());
        long rows = 0;
        try (RowScan scan = new RowScan(view, plan.ranges(), false, execution)) {
            while (scan.next()) {
                if (plan.residual() != null && !Boolean.TRUE.equals(evaluator.truth(plan.residual(), scan, null))) {
                    continue;
                }
                byte[] value = newValue == null ? null : valueOf(evaluator.value(newValue, scan, null));
                changes.put(scan.key(), value, Guard.UNCHANGED);
                rows++;
            }
        }
        return rows;
    }

    private static byte[] keyOf(Object value) throws SQLException {
        if (value == null) {
            throw SqlErrors.of(SqlState.NOT_NULL, "NULL as key: table=KV, column=K");
        }
        byte[] key = SqlValues.toBytes(value);
        if (key.length == 0) {
            throw SqlErrors.of(SqlState.EMPTY_KEY, "empty key: table=KV, column=K, expected at least 1 byte");
        } else if (key.length > WriteBatch.MAX_KEY_BYTES) {
            throw tooLong("key", "K", key.length, WriteBatch.MAX_KEY_BYTES);
        }
        return key;
    }

    private static byte[] valueOf(Object value) throws SQLException {
        if (value == null) {
            throw SqlErrors.of(SqlState.NOT_NULL, "NULL as value: table=KV, column=V; delete the row instead");
        }
        byte[] bytes = SqlValues.toBytes(value);
        if (bytes.length > WriteBatch.MAX_VALUE_BYTES) {
            throw tooLong("value", "V", bytes.length, WriteBatch.MAX_VALUE_BYTES);
        }
        return bytes;
    }

    private static SQLException tooLong(String what, String column, int actual, int most) {
        return SqlErrors.of(
                SqlState.TOO_LONG,
                what + " too long: table=KV, column=" + column + ", actual=" + actual + ", expected at most " + most
                        + " bytes");
    }
}
