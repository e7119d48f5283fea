package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.RunningSum;
import io.minilsm.jdbc.plan.SortKey;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.Expr;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** One aggregate on its way over the rows of a group. For one execution. */
final class Gathering {
    final Expr.Aggregate aggregate;
    private final SortBudget budget;
    private final Set<SortKey> seen;
    private final RunningSum sum = new RunningSum();
    private long count;
    private Object best;

    Gathering(Expr.Aggregate aggregate, SortBudget budget) {
        this.aggregate = aggregate;
        this.budget = budget;
        this.seen = aggregate.distinct() ? new HashSet<>() : null;
    }

    void add(RowScan scan, Evaluator evaluator) throws SQLException {
        boolean counts = aggregate.kind() == Expr.Aggregate.Kind.COUNT;
        // Columns are never NULL, so counting them needs no look at them.
        if (aggregate.operand() == null
                || counts && seen == null && aggregate.operand() instanceof Expr.Column) {
            count++;
            return;
        }
        Object value = evaluator.value(aggregate.operand(), scan, null);
        if (value == null || seen != null && !isNew(value)) {
            return;
        }
        switch (aggregate.kind()) {
            case COUNT -> count++;
            case SUM, AVG -> sum.add(value);
            case MIN, MAX -> keepBetter(value);
            case GROUPED -> best = best == null ? value : best;
        }
    }

    private boolean isNew(Object value) throws SQLException {
        if (!seen.add(SortKey.of(value))) {
            return false;
        }
        budget.take(SortBudget.ROW_BYTES + SortBudget.cost(value));
        return true;
    }

    private void keepBetter(Object value) throws SQLException {
        if (best != null) {
            int order = SqlValues.compare(value, best);
            if (aggregate.kind() == Expr.Aggregate.Kind.MIN ? order >= 0 : order <= 0) {
                return;
            }
            budget.giveBack(SortBudget.cost(best));
        }
        best = value;
        budget.take(SortBudget.cost(value));
    }

    Object result() throws SQLException {
        return switch (aggregate.kind()) {
            case COUNT -> count;
            case MIN, MAX, GROUPED -> best;
            case SUM -> sum.sum();
            case AVG -> sum.average();
        };
    }
}
