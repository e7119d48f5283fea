package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.SortKey;
import io.minilsm.jdbc.sql.SqlStatement.Order;
import java.util.Comparator;
import java.util.List;

/** Compares what rows are sorted by, as ORDER BY says. Immutable. */
record RowOrder(List<Order> terms) implements Comparator<SortKey[]> {
    @Override
    public int compare(SortKey[] a, SortKey[] b) {
        for (int i = 0; i < a.length; i++) {
            Order by = terms.get(i);
            int order;
            if (a[i].isNull() != b[i].isNull()) {
                order = a[i].isNull() == by.nullsFirst() ? -1 : 1;
            } else {
                order = by.descending() ? b[i].compareTo(a[i]) : a[i].compareTo(b[i]);
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
