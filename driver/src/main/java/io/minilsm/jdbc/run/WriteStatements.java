package io.minilsm.jdbc.run;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.BigintCodec;
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
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;

/** Computes what INSERT, UPDATE and DELETE change, against a view, without writing it. For one execution. */
final class WriteStatements {
    /** More digits than this before the point fit no long. */
    private static final int MAX_LONG_DIGITS = 19;

    private final TableViews views;
    private final boolean inTransaction;
    private final Evaluator evaluator;
    private final Execution execution;
    private final ChangeSet changes;
    private final Queries queries;

    /** The table that is written, and what is seen of it. */
    private Table table;

    private ReadView view;

    /**
     * Prepares one execution.
     *
     * @param inTransaction whether the views are a transaction's: then an INSERT looks for the key itself, otherwise
     *     the guard of the write does
     */
    WriteStatements(
            TableViews views,
            boolean inTransaction,
            Evaluator evaluator,
            Execution execution,
            ChangeSet changes,
            Queries queries) {
        this.views = views;
        this.inTransaction = inTransaction;
        this.evaluator = evaluator;
        this.execution = execution;
        this.changes = changes;
        this.queries = queries;
    }

    /** Returns the table that the statement writes. */
    static Table target(SqlStatement statement) {
        if (statement instanceof SqlStatement.Insert insert) {
            return insert.table();
        } else if (statement instanceof SqlStatement.Update update) {
            return update.table();
        } else if (statement instanceof SqlStatement.Delete delete) {
            return delete.table();
        }
        throw new AssertionError(statement);
    }

    /** Returns whether the statement must be run over a snapshot. */
    static boolean needsSnapshot(SqlStatement statement) {
        return !(statement instanceof SqlStatement.Insert insert)
                || insert.onDuplicate() == OnDuplicate.UPDATE
                || insert.source() != null;
    }

    /** Adds the statement's changes; returns the number of rows. */
    long run(SqlStatement statement) throws SQLException, IOException {
        table = target(statement);
        view = views.of(table);
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
        try (QueryResult source = queries.within(insert.source(), evaluator, execution, views)) {
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
                    throw duplicate(table, key);
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
            views.noteRead(table, KeyRanges.only(key));
        }
        return there;
    }

    static SQLException duplicate(Table table, byte[] key) throws SQLException {
        String shown = table.key().type() == SqlType.BIGINT
                ? Long.toString(BigintCodec.decode(key))
                : SqlValues.shown(key);
        return SqlErrors.of(
                SqlState.DUPLICATE_KEY,
                "duplicate key: table=" + table.name() + ", " + table.key().name() + "=" + shown
                        + "; use UPSERT INTO to replace");
    }

    /** UPDATE with a new value; DELETE without one. */
    private long change(Expr where, Expr newValue) throws SQLException, IOException {
        KeyPlan plan = KeyPlanner.plan(where, evaluator);
        views.noteRead(table, plan.ranges());
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

    private byte[] keyOf(Object value) throws SQLException {
        if (value == null) {
            throw SqlErrors.of(
                    SqlState.NOT_NULL, "NULL as key: table=" + table.name() + ", column=" + table.key().name());
        }
        byte[] key = stored(table.key(), value);
        if (key.length == 0) {
            throw SqlErrors.of(
                    SqlState.EMPTY_KEY,
                    "empty key: table=" + table.name() + ", column=" + table.key().name()
                            + ", expected at least 1 byte");
        } else if (key.length > WriteBatch.MAX_KEY_BYTES) {
            throw tooLong(table.key(), key.length + " bytes", WriteBatch.MAX_KEY_BYTES + " bytes");
        }
        return key;
    }

    private byte[] valueOf(Object value) throws SQLException {
        if (value == null) {
            throw SqlErrors.of(
                    SqlState.NOT_NULL,
                    "NULL as value: table=" + table.name() + ", column=" + table.value().name()
                            + "; delete the row instead");
        }
        byte[] bytes = stored(table.value(), value);
        if (bytes.length > WriteBatch.MAX_VALUE_BYTES) {
            throw tooLong(table.value(), bytes.length + " bytes", WriteBatch.MAX_VALUE_BYTES + " bytes");
        }
        return bytes;
    }

    private byte[] stored(TableColumn column, Object value) throws SQLException {
        if (column.type() == SqlType.BIGINT) {
            return BigintCodec.encode(wholeNumber(column, value));
        }
        byte[] bytes = SqlValues.toBytes(value);
        if (column.maxLength() > 0 && bytes.length > column.maxLength()) {
            boolean text = column.type() == SqlType.VARCHAR;
            int length = text ? (int) SqlValues.toText(bytes).codePoints().count() : bytes.length;
            if (length > column.maxLength()) {
                String unit = text ? " characters" : " bytes";
                throw tooLong(column, length + unit, column.maxLength() + unit);
            }
        }
        return bytes;
    }

    private long wholeNumber(TableColumn column, Object value) throws SQLException {
        Number number = SqlValues.toNumber(value);
        if (number instanceof Long whole) {
            return whole;
        }
        BigDecimal decimal = SqlValues.toDecimal(number);
        // Asked before it is written out: 1E+999999999 has too many digits.
        boolean small = decimal.signum() == 0 || (long) decimal.precision() - decimal.scale() <= MAX_LONG_DIGITS;
        try {
            if (small) {
                return decimal.stripTrailingZeros().longValueExact();
            }
        } catch (ArithmeticException e) {
            throw notWhole(column, decimal, e);
        }
        throw notWhole(column, decimal, null);
    }

    private SQLException notWhole(TableColumn column, BigDecimal actual, Throwable cause) {
        return SqlErrors.of(
                SqlState.NUMBER_OUT_OF_RANGE,
                "not a BIGINT: table=" + table.name() + ", column=" + column.name() + ", actual=" + actual,
                cause);
    }

    private SQLException tooLong(TableColumn column, String actual, String most) {
        return SqlErrors.of(
                SqlState.TOO_LONG,
                "value too long: table=" + table.name() + ", column=" + column.name() + ", actual=" + actual
                        + ", expected at most " + most);
    }
}
