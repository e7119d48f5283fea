package io.minilsm.jdbc.run;

import java.util.List;

/** Rows that are all at hand: metadata, aggregates, plans. */
public final class ListResult implements QueryResult {
    private final List<ResultColumn> columns;
    private final List<Object[]> rows;
    private int at = -1;

    /** Makes a result of these rows. */
    public ListResult(List<ResultColumn> columns, List<Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        at = Math.min(at + 1, rows.size());
        return at < rows.size();
    }

    @Override
    public Object value(int index) {
        return rows.get(at)[index];
    }

    @Override
    public void close() {
        at = rows.size();
    }
}
