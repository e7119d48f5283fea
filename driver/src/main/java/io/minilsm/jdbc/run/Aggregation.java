package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.io.IOException;
import java.sql.SQLException;

/** Gathers the rows of a scan into one: COUNT, MIN, MAX. For one execution. */
final class Aggregation {
    private final Select select;
    private final Evaluator evaluator;
    private final Expr filter;
    private final long[] counts;
    private final Object[] row;

    Aggregation(Select select, Evaluator evaluator, Expr filter) {
        this.select = select;
        this.evaluator = evaluator;
        this.filter = filter;
        this.counts = new long[select.items().size()];
        this.row = new Object[counts.length];
    }

    /** Returns whether the first row of the scan is the answer: MIN(K), or MAX(K) backwards, alone. */
    static boolean stopsAtFirst(Select select) {
        return select.items().size() == 1
                && select.items().get(0).value() instanceof Expr.Aggregate aggregate
                && aggregate.kind() != Expr.Aggregate.Kind.COUNT
                && aggregate.operand() instanceof Expr.Column column
                && column.id() == ColumnId.K;
    }

    Object[] run(RowScan scan) throws SQLException, IOException {
        boolean one = stopsAtFirst(select);
        while (scan.next()) {
            if (filter != null && !Boolean.TRUE.equals(evaluator.truth(filter, scan, null))) {
                continue;
            }
            for (int i = 0; i < row.length; i++) {
                if (select.items().get(i).value() instanceof Expr.Aggregate aggregate) {
                    add(i, aggregate, scan);
                }
            }
            if (one) {
                break;
            }
        }
        for (int i = 0; i < row.length; i++) {
            Expr item = select.items().get(i).value();
            if (!(item instanceof Expr.Aggregate aggregate)) {
                row[i] = evaluator.value(item, null, null);
            } else if (aggregate.kind() == Expr.Aggregate.Kind.COUNT) {
                row[i] = counts[i];
            }
        }
        return row;
    }

    private void add(int index, Expr.Aggregate aggregate, RowScan scan) throws SQLException {
        if (aggregate.operand() == null || aggregate.kind() == Expr.Aggregate.Kind.COUNT && isColumn(aggregate)) {
            counts[index]++;
            return;
        }
        Object value = evaluator.value(aggregate.operand(), scan, null);
        if (value == null) {
            return;
        }
        counts[index]++;
        if (aggregate.kind() != Expr.Aggregate.Kind.COUNT) {
            int order = row[index] == null ? 0 : SqlValues.compare(value, row[index]);
            boolean better = aggregate.kind() == Expr.Aggregate.Kind.MIN ? order < 0 : order > 0;
            if (row[index] == null || better) {
                row[index] = value;
            }
        }
    }

    /** K and V are never NULL, so counting them needs no look at them. */
    private static boolean isColumn(Expr.Aggregate aggregate) {
        return aggregate.operand() instanceof Expr.Column;
    }
}
