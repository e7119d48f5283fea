package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.SortKey;
import io.minilsm.jdbc.run.TableResult.Bounds;
import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.ExprWalk;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Order;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the rows of a scan into one row, or with GROUP BY into one for each group, within a budget of memory: groups
 * are held, rows are not. Without ORDER BY groups come in the order of what they are grouped by. For one execution.
 */
final class Aggregation {
    private final Select select;
    private final Evaluator evaluator;
    private final Expr filter;
    private final SortBudget budget;
    private final List<Expr.Aggregate> aggregates = new ArrayList<>();

    /** What the rows of a group have in common. */
    private record GroupKey(SortKey[] parts) implements Comparable<GroupKey> {
        @Override
        public int compareTo(GroupKey other) {
            return Arrays.compare(parts, other.parts);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof GroupKey key && compareTo(key) == 0;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(parts);
        }
    }

    /** A row of the result, and what it is sorted by. */
    private record Gathered(Object[] values, SortKey[] keys) {}

    Aggregation(Select select, Evaluator evaluator, Expr filter, SortBudget budget) {
        this.select = select;
        this.evaluator = evaluator;
        this.filter = filter;
        this.budget = budget;
        for (Item item : select.items()) {
            ExprWalk.collectAggregates(item.value(), aggregates);
        }
        for (Order term : select.order()) {
            ExprWalk.collectAggregates(term.value(), aggregates);
        }
        if (select.grouping().having() != null) {
            ExprWalk.collectAggregates(select.grouping().having(), aggregates);
        }
    }

    /** Returns whether the first row of the scan is the answer: MIN(K), or MAX(K) backwards, alone. */
    static boolean stopsAtFirst(Select select) {
        return !select.grouping().byGroup()
                && select.grouping().having() == null
                && select.items().size() == 1
                && select.items().get(0).value() instanceof Expr.Aggregate aggregate
                && (aggregate.kind() == Expr.Aggregate.Kind.MIN || aggregate.kind() == Expr.Aggregate.Kind.MAX)
                && aggregate.operand() instanceof Expr.Column column
                && column.id() == ColumnId.K;
    }

    /** Returns the rows from OFFSET on, in order. */
    List<Object[]> run(RowScan scan, Bounds bounds) throws SQLException, IOException {
        List<Gathered> rows = select.grouping().byGroup() ? groups(scan) : one(scan);
        if (!select.order().isEmpty()) {
            RowOrder order = new RowOrder(select.order());
            rows.sort((a, b) -> order.compare(a.keys(), b.keys()));
        }
        DistinctRows distinct = select.distinct() ? new DistinctRows(budget) : null;
        List<Object[]> given = new ArrayList<>();
        long toSkip = bounds.offset();
        for (Gathered row : rows) {
            if (distinct != null && !distinct.isNew(row.values()) || toSkip-- > 0) {
                continue;
            } else if (given.size() >= bounds.limit()) {
                break;
            }
            given.add(row.values());
        }
        return given;
    }

    private List<Gathered> one(RowScan scan) throws SQLException, IOException {
        List<Gathering> all = gatherings();
        boolean first = stopsAtFirst(select);
        while (scan.next()) {
            if (passes(scan)) {
                add(all, scan);
                if (first) {
                    break;
                }
            }
        }
        List<Gathered> rows = new ArrayList<>();
        finish(all, rows);
        return rows;
    }

    private List<Gathered> groups(RowScan scan) throws SQLException, IOException {
        TreeMap<GroupKey, List<Gathering>> groups = new TreeMap<>();
        while (scan.next()) {
            if (!passes(scan)) {
                continue;
            }
            GroupKey key = keyOf(scan);
            List<Gathering> group = groups.get(key);
            if (group == null) {
                group = gatherings();
                groups.put(key, group);
                budget.take(cost(key));
            }
            add(group, scan);
        }
        List<Gathered> rows = new ArrayList<>();
        for (List<Gathering> group : groups.values()) {
            finish(group, rows);
        }
        return rows;
    }

    private boolean passes(RowScan scan) throws SQLException {
        return filter == null || Boolean.TRUE.equals(evaluator.truth(filter, scan, null));
    }

    private GroupKey keyOf(RowScan scan) throws SQLException {
        List<Expr> by = select.grouping().keys();
        SortKey[] parts = new SortKey[by.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = SortKey.of(evaluator.value(by.get(i), scan, null));
        }
        return new GroupKey(parts);
    }

    private long cost(GroupKey key) {
        long cost = SortBudget.ROW_BYTES * (1L + aggregates.size() + select.items().size());
        for (SortKey part : key.parts()) {
            cost += SortBudget.ROW_BYTES + 2 * SortBudget.cost(part.bytesOrNull());
        }
        return cost;
    }

    private List<Gathering> gatherings() {
        List<Gathering> all = new ArrayList<>(aggregates.size());
        for (Expr.Aggregate each : aggregates) {
            all.add(new Gathering(each, budget));
        }
        return all;
    }

    private void add(List<Gathering> group, RowScan scan) throws SQLException {
        for (Gathering each : group) {
            each.add(scan, evaluator);
        }
    }

    private void finish(List<Gathering> group, List<Gathered> rows) throws SQLException {
        Map<Expr.Aggregate, Object> gathered = new IdentityHashMap<>();
        for (Gathering each : group) {
            gathered.put(each.aggregate, each.result());
        }
        evaluator.setGathered(gathered);
        Expr having = select.grouping().having();
        if (having != null && !Boolean.TRUE.equals(evaluator.truth(having, null, null))) {
            return;
        }
        Object[] values = new Object[select.items().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = evaluator.value(select.items().get(i).value(), null, null);
        }
        SortKey[] keys = new SortKey[select.order().size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SortKey.of(evaluator.value(select.order().get(i).value(), null, null));
        }
        rows.add(new Gathered(values, keys));
    }

    /** Returns a row that shows the types of the columns: of numbers the widest. Null if there are no rows. */
    static Object[] sample(List<Object[]> rows) {
        Object[] sample = rows.isEmpty() ? null : rows.get(0).clone();
        for (Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                if (sample[i] == null || sample[i] instanceof Long && row[i] instanceof BigDecimal) {
                    sample[i] = row[i];
                }
            }
        }
        return sample;
    }
}
