package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.ScrolledRows;
import java.sql.SQLException;

/** Moving about in the rows of a scroll-insensitive result set; refused by one that only goes forward. */
abstract class ScrollingResultSet extends ConvertingResultSet {
    /** Returns the rows to move about in, or null if the result set only goes forward. */
    abstract ScrolledRows scrolledOrNull() throws SQLException;

    /** Notes that the rows now stand somewhere else. */
    abstract void moved(boolean onRow);

    private ScrolledRows scrolled(String method) throws SQLException {
        ScrolledRows rows = scrolledOrNull();
        if (rows == null) {
            throw SqlErrors.notSupported("ResultSet." + method
                    + " of a result set that only goes forward; make the statement with TYPE_SCROLL_INSENSITIVE");
        }
        return rows;
    }

    private boolean go(ScrolledRows rows, long position) {
        boolean onRow = rows.moveTo(position);
        moved(onRow);
        return onRow;
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        ScrolledRows rows = scrolled("absolute");
        return go(rows, row >= 0 ? row : rows.size() + 1L + row);
    }

    @Override
    public boolean relative(int count) throws SQLException {
        ScrolledRows rows = scrolled("relative");
        return go(rows, (long) rows.position() + count);
    }

    @Override
    public boolean previous() throws SQLException {
        ScrolledRows rows = scrolled("previous");
        return go(rows, rows.position() - 1L);
    }

    @Override
    public boolean first() throws SQLException {
        return go(scrolled("first"), 1);
    }

    @Override
    public boolean last() throws SQLException {
        ScrolledRows rows = scrolled("last");
        return go(rows, rows.size());
    }

    @Override
    public void beforeFirst() throws SQLException {
        go(scrolled("beforeFirst"), 0);
    }

    @Override
    public void afterLast() throws SQLException {
        ScrolledRows rows = scrolled("afterLast");
        go(rows, rows.size() + 1L);
    }

    @Override
    public boolean isLast() throws SQLException {
        ScrolledRows rows = scrolled("isLast");
        return rows.size() > 0 && rows.position() == rows.size();
    }

    /** Rows do not change under the result set, so there is nothing new to be read. */
    @Override
    public void refreshRow() throws SQLException {
        scrolled("refreshRow");
    }

    static SQLException notADirection(int direction) {
        return SqlErrors.of(SqlState.BAD_ARGUMENT, "not a fetch direction of this result set: actual=" + direction);
    }
}
