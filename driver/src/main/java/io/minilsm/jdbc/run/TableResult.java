package io.minilsm.jdbc.run;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Rows of the table as they are read: filtered, cut by OFFSET and LIMIT, and projected. Holds one row at a time. */
final class TableResult implements QueryResult {
    /** Gives back what the result holds. */
    interface Release {
        void run();
    }

    private final List<ResultColumn> columns;
    private final List<Item> items;
    private final RowScan scan;
    private final Expr filter;
    private final Evaluator evaluator;
    private final DistinctRows distinct;
    private final boolean holdsView;
    private final Release release;
    private final Object[] values;
    private long toSkip;
    private long toGive;
    private boolean closed;

    TableResult(
            List<ResultColumn> columns,
            List<Item> items,
            RowScan scan,
            Expr filter,
            Evaluator evaluator,
            Bounds bounds,
            DistinctRows distinct,
            boolean holdsView,
            Release release) {
        this.columns = columns;
        this.items = items;
        this.scan = scan;
        this.filter = filter;
        this.evaluator = evaluator;
        this.distinct = distinct;
        this.holdsView = holdsView;
        this.release = release;
        this.values = new Object[items.size()];
        this.toSkip = bounds.offset();
        this.toGive = bounds.limit();
    }

    /** OFFSET, and LIMIT or {@link Long#MAX_VALUE}. */
    record Bounds(long offset, long limit) {}

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() throws SQLException {
        if (closed || toGive == 0) {
            return false;
        }
        try {
            while (scan.next()) {
                if (filter != null && !Boolean.TRUE.equals(evaluator.truth(filter, scan, null))) {
                    continue;
                } else if (distinct == null && toSkip > 0) {
                    toSkip--;
                    continue;
                }
                for (int i = 0; i < values.length; i++) {
                    values[i] = evaluator.value(items.get(i).value(), scan, null);
                }
                if (distinct != null && (!distinct.isNew(values) || toSkip-- > 0)) {
                    continue;
                }
                toGive--;
                return true;
            }
            toGive = 0;
            return false;
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        }
    }

    @Override
    public boolean isHolding() {
        return holdsView || scan.hasCursor();
    }

    @Override
    public Object value(int index) {
        return values[index];
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            scan.close();
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translate(e);
        } finally {
            release.run();
        }
    }
}
