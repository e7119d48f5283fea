package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.SortKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows that SELECT DISTINCT has given, within a budget of memory. For one execution. */
final class DistinctRows {
    private final SortBudget budget;
    private final Set<List<SortKey>> given = new HashSet<>();

    DistinctRows(SortBudget budget) {
        this.budget = budget;
    }

    /** Returns whether no equal row came before. */
    boolean isNew(Object[] values) throws SQLException {
        List<SortKey> row = new ArrayList<>(values.length);
        long cost = SortBudget.ROW_BYTES;
        for (Object value : values) {
            row.add(SortKey.of(value));
            cost += SortBudget.ROW_BYTES + SortBudget.cost(value);
        }
        if (!given.add(row)) {
            return false;
        }
        budget.take(cost);
        return true;
    }
}
