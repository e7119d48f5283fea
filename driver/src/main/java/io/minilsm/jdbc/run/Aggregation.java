package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.plan.RunningSum;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.ExprWalk;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the rows of a scan into one: COUNT, MIN, MAX, SUM, AVG, and expressions over them. For one execution. */
final class Aggregation {
    private final Select select;
    private final Evaluator evaluator;
    private final Expr filter;
    private final List<Gathering> gatherings = new ArrayList<>();

    /** One aggregate on its way. */
    private static final class Gathering {
        final Expr.Aggregate aggregate;
        final RunningSum sum = new RunningSum();
        long count;
        Object best;

        Gathering(Expr.Aggregate aggregate) {
            this.aggregate = aggregate;
        }

        Object result() throws SQLException {
            return switch (aggregate.kind()) {
                case COUNT -> count;
                case MIN, MAX -> best;
                case SUM -> sum.sum();
                case AVG -> sum.average();
            };
        }
    }

    Aggregation(Select select, Evaluator evaluator, Expr filter) {
        this.select = select;
        this.evaluator = evaluator;
        this.filter = filter;
        List<Expr.Aggregate> found = new ArrayList<>();
        for (Item item : select.items()) {
            ExprWalk.collectAggregates(item.value(), found);
        }
        for (Expr.Aggregate each : found) {
            gatherings.add(new Gathering(each));
        }
    }

    /** Returns whether the first row of the scan is the answer: MIN(K), or MAX(K) backwards, alone. */
    static boolean stopsAtFirst(Select select) {
        return select.items().size() == 1
                && select.items().get(0).value() instanceof Expr.Aggregate aggregate
                && (aggregate.kind() == Expr.Aggregate.Kind.MIN || aggregate.kind() == Expr.Aggregate.Kind.MAX)
                && aggregate.operand() instanceof Expr.Column column
                && column.id() == ColumnId.K;
    }

    Object[] run(RowScan scan) throws SQLException, IOException {
        boolean one = stopsAtFirst(select);
        while (scan.next()) {
            if (filter != null && !Boolean.TRUE.equals(evaluator.truth(filter, scan, null))) {
                continue;
            }
            for (Gathering each : gatherings) {
                add(each, scan);
            }
            if (one) {
                break;
            }
        }
        Map<Expr.Aggregate, Object> gathered = new IdentityHashMap<>();
        for (Gathering each : gatherings) {
            gathered.put(each.aggregate, each.result());
        }
        evaluator.setGathered(gathered);
        Object[] row = new Object[select.items().size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = evaluator.value(select.items().get(i).value(), null, null);
        }
        return row;
    }

    private void add(Gathering gathering, RowScan scan) throws SQLException {
        Expr.Aggregate aggregate = gathering.aggregate;
        boolean counts = aggregate.kind() == Expr.Aggregate.Kind.COUNT;
        if (aggregate.operand() == null || counts && isColumn(aggregate)) {
            gathering.count++;
            return;
        }
        Object value = evaluator.value(aggregate.operand(), scan, null);
        if (value == null) {
            return;
        }
        switch (aggregate.kind()) {
            case COUNT -> gathering.count++;
            case SUM, AVG -> gathering.sum.add(value);
            case MIN, MAX -> {
                int order = gathering.best == null ? 0 : SqlValues.compare(value, gathering.best);
                boolean better = aggregate.kind() == Expr.Aggregate.Kind.MIN ? order < 0 : order > 0;
                gathering.best = gathering.best == null || better ? value : gathering.best;
            }
        }
    }

    /** K and V are never NULL, so counting them needs no look at them. */
    private static boolean isColumn(Expr.Aggregate aggregate) {
        return aggregate.operand() instanceof Expr.Column;
    }
}
