package io.minilsm.jdbc.run;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All rows of a query in memory, within a budget, so that one can go to any of them. For one thread. */
public final class ScrolledRows implements QueryResult {
    private final List<ResultColumn> columns;
    private final List<Object[]> rows;

    /** The row stood on, the first being 1; 0 before it, one more than there are behind the last. */
    private int at;

    private ScrolledRows(List<ResultColumn> columns, List<Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a result to its end and closes it.
     *
     * @param maxRows most rows to keep; 0 for all
     * @throws SQLException with SQLState 53200 if they need more than {@code mostBytes}
     */
    public static ScrolledRows read(QueryResult result, long maxRows, long mostBytes) throws SQLException {
        SortBudget budget = new SortBudget(mostBytes, "scroll-insensitive result", "read it forward-only");
        List<Object[]> rows = new ArrayList<>();
        int width = result.columns().size();
        try (result) {
            while ((maxRows == 0 || rows.size() < maxRows) && result.next()) {
                Object[] row = new Object[width];
                long cost = SortBudget.ROW_BYTES;
                for (int i = 0; i < width; i++) {
                    row[i] = result.value(i);
                    cost += SortBudget.cost(row[i]);
                }
                budget.take(cost);
                rows.add(row);
            }
        }
        return new ScrolledRows(result.columns(), rows);
    }

    /** Returns the number of rows. */
    public int size() {
        return rows.size();
    }

    /** Returns the row stood on, the first being 1; 0 before it, one more than there are behind the last. */
    public int position() {
        return at;
    }

    /** Goes to a row, or before the first or behind the last one; returns whether there is a row. */
    public boolean moveTo(long position) {
        at = (int) Math.max(0, Math.min(rows.size() + 1L, position));
        return at >= 1 && at <= rows.size();
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        return moveTo(at + 1L);
    }

    @Override
    public Object value(int index) {
        return rows.get(at - 1)[index];
    }

    @Override
    public void close() {
        // The rows go with this object; a closed result set refuses to read them.
    }
}
