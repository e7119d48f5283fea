package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.SortKey;
import io.minilsm.jdbc.run.TableResult.Bounds;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Sorts the rows of a scan by ORDER BY, within a budget of memory; rows that compare equal keep the order of keys.
 * For one execution.
 *
 * <p>Rows go into a tree as they come, and of LIMIT n with OFFSET m only the first n + m stay: so the first rows of any
 * table can be asked for, and the work is spread over the scan, where cancel and timeout are looked at. A sort at the
 * end would be faster by a constant, deaf while it runs, and would have to hold all rows.
 */
final class SortedRows {
    private final Select select;
    private final RowOrder order;
    private final Evaluator evaluator;
    private final Expr filter;
    private final SortBudget budget;
    private final DistinctRows distinct;
    private final TreeSet<Sorted> rows = new TreeSet<>(this::compare);

    /** A row with what it is sorted by. */
    private record Sorted(Object[] values, SortKey[] keys, long arrival, long cost) {}

    SortedRows(Select select, Evaluator evaluator, Expr filter, SortBudget budget) {
        this.select = select;
        this.order = new RowOrder(select.order());
        this.evaluator = evaluator;
        this.filter = filter;
        this.budget = budget;
        this.distinct = select.distinct() ? new DistinctRows(budget) : null;
    }

    /** Returns the rows from OFFSET on, in order. */
    List<Object[]> run(RowScan scan, Bounds bounds) throws SQLException, IOException {
        long end = bounds.offset() + bounds.limit() < 0 ? Long.MAX_VALUE : bounds.offset() + bounds.limit();
        long arrival = 0;
        while (end > 0 && scan.next()) {
            if (filter != null && !Boolean.TRUE.equals(evaluator.truth(filter, scan, null))) {
                continue;
            }
            Sorted row = row(scan, arrival++);
            if (row != null) {
                add(row, end);
            }
        }
        List<Object[]> sorted = new ArrayList<>();
        long index = 0;
        for (Sorted row : rows) {
            if (index++ >= bounds.offset()) {
                sorted.add(row.values());
            }
        }
        return sorted;
    }

    private void add(Sorted row, long end) throws SQLException {
        if (rows.size() == end) {
            Sorted last = rows.last();
            if (compare(row, last) > 0) {
                return;
            }
            rows.pollLast();
            budget.giveBack(last.cost());
        }
        rows.add(row);
        budget.take(row.cost());
    }

    private Sorted row(RowScan scan, long arrival) throws SQLException {
        Object[] values = new Object[select.items().size()];
        long cost = SortBudget.ROW_BYTES;
        for (int i = 0; i < values.length; i++) {
            values[i] = evaluator.value(select.items().get(i).value(), scan, null);
            cost += SortBudget.cost(values[i]);
        }
        if (distinct != null && !distinct.isNew(values)) {
            return null;
        }
        SortKey[] keys = new SortKey[select.order().size()];
        for (int i = 0; i < keys.length; i++) {
            Object value = evaluator.value(select.order().get(i).value(), scan, null);
            keys[i] = SortKey.of(value);
            cost += SortBudget.ROW_BYTES / 2 + (isHeld(keys[i], values) ? 0 : SortBudget.cost(value));
        }
        return new Sorted(values, keys, arrival, cost);
    }

    /** The bytes of a column are the same array in the row and in the key. */
    private static boolean isHeld(SortKey key, Object[] values) {
        for (Object value : values) {
            if (value != null && value == key.bytesOrNull()) {
                return true;
            }
        }
        return false;
    }

    private int compare(Sorted a, Sorted b) {
        int compared = order.compare(a.keys(), b.keys());
        return compared != 0 ? compared : Long.compare(a.arrival(), b.arrival());
    }
}
