package io.minilsm.jdbc.run;

import io.minilsm.api.KeySpace;
import io.minilsm.api.Snapshot;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.BigintCodec;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.KeyPlan;
import io.minilsm.jdbc.plan.KeyPlanner;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.run.TableResult.Bounds;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Opens the results of SELECT and EXPLAIN. One per session; guarded by the connection's lock. */
final class Queries {
    private static final Bounds UNBOUNDED = new Bounds(0, Long.MAX_VALUE);

    private final long sortBytes;

    // Guarded by the connection's lock.
    private Select lastSelect;
    private List<ResultColumn> lastColumns;

    Queries(SessionSettings settings) {
        this.sortBytes = settings.sortBytes();
    }

    /**
     * SELECT in auto-commit: as of the snapshot, which the result closes; without one as of now. Several ranges need a
     * snapshot to be of one moment.
     */
    QueryResult select(Select select, Evaluator evaluator, Execution execution, KeySpace space, Snapshot given)
            throws SQLException, IOException {
        KeyPlan plan = KeyPlanner.plan(select.where(), evaluator);
        Snapshot snapshot = given == null && plan.ranges().count() > 1 ? space.store().snapshot() : given;
        ReadView view = new ReadView(space, snapshot, null, 0);
        return open(select, plan, evaluator, execution, view, () -> {
            if (snapshot != null) {
                snapshot.close();
            }
        });
    }

    /** SELECT in a transaction; the result may outlive it. */
    QueryResult select(Select select, Evaluator evaluator, Execution execution, Transaction transaction)
            throws SQLException, IOException {
        KeyPlan plan = KeyPlanner.plan(select.where(), evaluator);
        Transaction.Part part = transaction.part(select.table());
        part.noteRead(plan.ranges());
        SharedSnapshot snapshot = transaction.snapshot().retain();
        StatementMarks marks = transaction.marks();
        return open(select, plan, evaluator, execution, part.view(marks.beginReader()), () -> {
            marks.endReader();
            snapshot.release();
        });
    }

    /** The query of an INSERT, over the views of that statement, which must have a snapshot and stay open. */
    QueryResult within(Select select, Evaluator evaluator, Execution execution, TableViews views)
            throws SQLException, IOException {
        if (!select.fromTable()) {
            return withoutTable(select, evaluator);
        }
        KeyPlan plan = KeyPlanner.plan(select.where(), evaluator);
        views.noteRead(select.table(), plan.ranges());
        return open(select, plan, evaluator, execution, views.of(select.table()), () -> {});
    }

    private QueryResult open(
            Select select,
            KeyPlan plan,
            Evaluator evaluator,
            Execution execution,
            ReadView view,
            TableResult.Release release)
            throws SQLException, IOException {
        boolean descending = select.isAggregate() ? isMaximumOfKey(select) : select.descending();
        RowScan scan = new RowScan(view, plan.ranges(), descending, execution);
        boolean opened = false;
        try {
            Bounds bounds = bounds(select, evaluator);
            SortBudget budget = new SortBudget(sortBytes);
            if (select.isAggregate()) {
                List<Object[]> rows = new Aggregation(select, evaluator, plan.residual(), budget).run(scan, bounds);
                return new ListResult(ResultShape.columns(select, evaluator, Aggregation.sample(rows)), rows);
            }
            List<ResultColumn> columns = columns(select, evaluator);
            if (!select.order().isEmpty()) {
                SortedRows sorted = new SortedRows(select, evaluator, plan.residual(), budget);
                return new ListResult(columns, sorted.run(scan, bounds));
            }
            DistinctRows distinct = select.distinct() ? new DistinctRows(budget) : null;
            scan.start();
            opened = true;
            boolean holdsView = view.snapshot() != null;
            return new TableResult(
                    columns, select.items(), scan, plan.residual(), evaluator, bounds, distinct, holdsView, release);
        } finally {
            if (!opened) {
                closeBoth(scan, release);
            }
        }
    }

    /** The columns of the last query are known if they do not depend on parameters: it is often the next one too. */
    private List<ResultColumn> columns(Select select, Evaluator evaluator) throws SQLException {
        if (select == lastSelect) {
            return lastColumns;
        }
        List<ResultColumn> columns = ResultShape.columns(select, evaluator, null);
        if (select.items().stream().allMatch(item -> item.value() instanceof Expr.Column)) {
            lastSelect = select;
            lastColumns = columns;
        }
        return columns;
    }

    private static void closeBoth(RowScan scan, TableResult.Release release) throws IOException {
        try {
            scan.close();
        } finally {
            release.run();
        }
    }

    /** The greatest key is the first one from behind. */
    private static boolean isMaximumOfKey(Select select) {
        return Aggregation.stopsAtFirst(select)
                && select.items().get(0).value() instanceof Expr.Aggregate aggregate
                && aggregate.kind() == Expr.Aggregate.Kind.MAX;
    }

    QueryResult withoutTable(Select select, Evaluator evaluator) throws SQLException {
        Object[] row = new Object[select.items().size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = evaluator.value(select.items().get(i).value(), null, null);
        }
        return cut(ResultShape.columns(select, evaluator, row), row, bounds(select, evaluator));
    }

    private static QueryResult cut(List<ResultColumn> columns, Object[] row, Bounds bounds) {
        boolean visible = bounds.offset() == 0 && bounds.limit() > 0;
        return new ListResult(columns, visible ? List.<Object[]>of(row) : List.of());
    }

    private static Bounds bounds(Select select, Evaluator evaluator) throws SQLException {
        if (select.limit() == null && select.offset() == null) {
            return UNBOUNDED;
        }
        long offset = select.offset() == null ? 0 : count("OFFSET", evaluator.value(select.offset(), null, null), 0);
        long limit = select.limit() == null
                ? Long.MAX_VALUE
                : count("LIMIT", evaluator.value(select.limit(), null, null), Long.MAX_VALUE);
        return new Bounds(offset, limit);
    }

    private static long count(String what, Object value, long ifNull) throws SQLException {
        if (value == null) {
            return ifNull;
        }
        Number number = SqlValues.toNumber(value);
        if (!(number instanceof Long count) || count < 0) {
            throw SqlErrors.of(
                    SqlState.BAD_ARGUMENT, what + " is not a whole number of rows from 0 on: actual=" + number);
        }
        return count;
    }

    /** Returns the lines that EXPLAIN gives. */
    List<Object[]> explain(SqlStatement statement, Evaluator evaluator) throws SQLException {
        List<Object[]> lines = new ArrayList<>();
        if (statement instanceof Select select) {
            lines.addAll(planOf(select, evaluator));
        } else if (statement instanceof SqlStatement.Update update) {
            explainScan(lines, update.table(), update.where(), evaluator);
            line(lines, "write: new value of each row");
        } else if (statement instanceof SqlStatement.Delete delete) {
            explainScan(lines, delete.table(), delete.where(), evaluator);
            line(lines, "write: delete of each row");
        } else if (statement instanceof SqlStatement.Insert insert) {
            if (insert.source() != null) {
                lines.addAll(planOf(insert.source(), evaluator));
            }
            String rows = insert.source() != null ? "each row" : insert.rows().size() + " rows";
            line(lines, "write: " + rows + ", on duplicate key: " + insert.onDuplicate());
        } else {
            line(lines, "end of transaction");
        }
        return lines;
    }

    private List<Object[]> planOf(Select select, Evaluator evaluator) throws SQLException {
        List<Object[]> lines = new ArrayList<>();
        explainScan(lines, select.table(), select.where(), evaluator);
        if (select.isAggregate() && select.grouping().byGroup()) {
            line(lines, "groups: held in memory, at most sortBytes=" + sortBytes);
        }
        if (!select.order().isEmpty()) {
            line(lines, "order: sorted in memory, at most sortBytes=" + sortBytes);
        } else if (select.fromTable() && !select.isAggregate()) {
            String direction = select.descending() ? " descending, backwards from the end" : " ascending";
            line(lines, "order: " + select.table().key().name() + direction);
        }
        if (select.distinct()) {
            line(lines, "distinct: rows given are held in memory, at most sortBytes=" + sortBytes);
        }
        Bounds bounds = bounds(select, evaluator);
        if (bounds.limit() != Long.MAX_VALUE || bounds.offset() != 0) {
            line(lines, "limit: " + bounds.limit() + ", offset: " + bounds.offset());
        }
        return lines;
    }

    private static void explainScan(List<Object[]> lines, Table table, Expr where, Evaluator evaluator)
            throws SQLException {
        if (table == null) {
            line(lines, "no table");
            return;
        }
        KeyPlan plan = KeyPlanner.plan(where, evaluator);
        boolean numbers = table.key().type() == SqlType.BIGINT;
        String shown = plan.ranges().shown(table.key().name(), numbers ? BigintCodec::shown : SqlValues::shown);
        line(lines, "scans: " + plan.ranges().count() + (shown.isEmpty() ? "" : ": " + shown));
        line(lines, "filter per row: " + (plan.residual() == null ? "none" : "yes"));
    }

    private static void line(List<Object[]> lines, String text) {
        lines.add(new Object[] {text});
    }
}
