package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.QueryResult;
import io.minilsm.jdbc.run.ResultColumn;
import io.minilsm.jdbc.run.ScrolledRows;
import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.TableNames;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a query, read as they are asked for. Each call of {@link #next()} reads one row with the connection's
 * lock held; getters read what that left. Gives back cursor and snapshot at the last row already.
 */
final class JdbcResultSet extends ScrollingResultSet implements Unwrapping {
    // Constant after construction. The statement is null for metadata, which has all its rows at hand.
    private final JdbcStatement statement;
    private final QueryResult rows;
    private final Execution execution;
    private final List<ResultColumn> columns;
    private final long maxRows;
    private final int maxFieldSize;
    private final int holdability;

    // Of the thread that reads.
    private long row;
    private boolean onRow;
    private boolean ended;
    private boolean wasNull;

    /** What the connection knows of this; null if there is nothing to be given back. */
    private final OpenResult opened;

    private volatile boolean closed;

    JdbcResultSet(JdbcStatement statement, QueryResult rows, Execution execution) throws SQLException {
        this.statement = statement;
        this.rows = rows;
        this.execution = execution;
        this.columns = rows.columns();
        this.maxRows = statement == null ? 0 : statement.maxRows();
        this.maxFieldSize = statement == null ? 0 : statement.maxFieldSize();
        this.holdability = statement == null ? ResultSet.HOLD_CURSORS_OVER_COMMIT : statement.holdability();
        this.opened = statement == null ? null : statement.connection.opened(this, rows, execution);
    }

    private void lock() {
        if (statement != null) {
            statement.connection.lock();
        }
    }

    /** The result set must not be taken for dropped before its last call is over. */
    private void unlock() {
        if (statement != null) {
            statement.connection.unlock();
        }
        Reference.reachabilityFence(this);
    }

    private void requireOpen() throws SQLException {
        if (statement != null) {
            statement.connection.requireOpen();
        }
        if (closed) {
            throw SqlErrors.of(SqlState.BAD_CURSOR_STATE, "result set is closed");
        }
    }

    @Override
    ScrolledRows scrolledOrNull() throws SQLException {
        requireOpen();
        return rows instanceof ScrolledRows scrolled ? scrolled : null;
    }

    @Override
    void moved(boolean nowOnRow) {
        ScrolledRows scrolled = (ScrolledRows) rows;
        onRow = nowOnRow;
        row = scrolled.position();
        ended = scrolled.position() > scrolled.size();
    }

    @Override
    public boolean next() throws SQLException {
        ScrolledRows scrolled = scrolledOrNull();
        if (scrolled != null) {
            moved(scrolled.next());
            return onRow;
        }
        lock();
        try {
            requireOpen();
            if (ended) {
                return false;
            }
            execution.enter();
            onRow = false;
            onRow = (maxRows == 0 || row < maxRows) && rows.next();
            if (onRow) {
                row++;
            } else {
                ended = true;
                rows.close();
                forget();
            }
            return onRow;
        } finally {
            unlock();
        }
    }

    /** A result without more rows holds nothing, so nobody needs to hold it: some applications never close theirs. */
    private void forget() {
        if (opened != null && holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT) {
            statement.connection.work().closed(opened);
        }
    }

    @Override
    public void close() throws SQLException {
        lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            onRow = false;
            try {
                rows.close();
            } finally {
                if (opened != null) {
                    statement.connection.work().closed(opened);
                }
                if (statement != null) {
                    statement.resultClosed(this);
                }
            }
        } finally {
            unlock();
        }
    }

    @Override
    public boolean isClosed() {
        return closed || statement != null && statement.connection.isClosed();
    }

    @Override
    Object value(int column) throws SQLException {
        requireOpen();
        if (!onRow) {
            throw SqlErrors.of(
                    SqlState.BAD_CURSOR_STATE,
                    ended ? "result set is behind its last row" : "result set is before its first row; call next()");
        } else if (column < 1 || column > columns.size()) {
            throw SqlErrors.of(
                    SqlState.NO_SUCH_COLUMN,
                    "no such column: index=" + column + ", expected 1.." + columns.size());
        }
        Object value = rows.value(column - 1);
        wasNull = value == null;
        return value;
    }

    @Override
    public boolean wasNull() throws SQLException {
        requireOpen();
        return wasNull;
    }

    @Override
    public Object getObject(int column) throws SQLException {
        Object value = value(column);
        return ValueConversion.natural(value, columns.get(column - 1).type());
    }

    @Override
    String cut(String text) {
        if (maxFieldSize == 0 || text.length() * 3L <= maxFieldSize) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(maxFieldSize, bytes.length);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    byte[] cut(byte[] bytes) {
        return maxFieldSize == 0 || bytes.length <= maxFieldSize ? bytes : Arrays.copyOf(bytes, maxFieldSize);
    }

    /** By label first, then by the column's name, then by the other names of K and V; always in any case. */
    @Override
    public int findColumn(String label) throws SQLException {
        requireOpen();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).label().equalsIgnoreCase(label)) {
                return i + 1;
            }
        }
        ColumnId id = label == null ? null : TableNames.column(label);
        for (int i = 0; i < columns.size(); i++) {
            if (id != null && columns.get(i).name().equals(id.name())) {
                return i + 1;
            }
        }
        throw SqlErrors.of(
                SqlState.NO_SUCH_COLUMN,
                "no such column: '" + label + "', expected one of "
                        + columns.stream().map(ResultColumn::label).limit(20).toList());
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        requireOpen();
        return new JdbcResultSetMetaData(columns);
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        requireOpen();
        return row == 0 && !ended && !isEmptyScrolled();
    }

    @Override
    public boolean isFirst() throws SQLException {
        requireOpen();
        return onRow && row == 1;
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        requireOpen();
        return ended && row > 0 && !isEmptyScrolled();
    }

    /** Without rows there is nothing to stand before or behind of. */
    private boolean isEmptyScrolled() {
        return rows instanceof ScrolledRows scrolled && scrolled.size() == 0;
    }

    @Override
    public int getRow() throws SQLException {
        requireOpen();
        return onRow ? JdbcStatement.toInt(row) : 0;
    }

    @Override
    public int getType() throws SQLException {
        return scrolledOrNull() == null ? TYPE_FORWARD_ONLY : TYPE_SCROLL_INSENSITIVE;
    }

    @Override
    public int getConcurrency() throws SQLException {
        requireOpen();
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getHoldability() {
        return holdability;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        boolean known = direction >= FETCH_FORWARD && direction <= FETCH_UNKNOWN;
        if (direction != FETCH_FORWARD && (scrolledOrNull() == null || !known)) {
            throw notADirection(direction);
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        requireOpen();
        return FETCH_FORWARD;
    }

    @Override
    public void setFetchSize(int size) throws SQLException {
        requireOpen();
        if (size < 0) {
            throw SqlErrors.of(SqlState.BAD_ARGUMENT, "fetch size is negative: actual=" + size);
        }
    }

    @Override
    public int getFetchSize() throws SQLException {
        requireOpen();
        return statement == null ? 0 : statement.getFetchSize();
    }

    @Override
    public Statement getStatement() throws SQLException {
        requireOpen();
        return statement;
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
    }

    @Override
    public boolean rowUpdated() throws SQLException {
        requireOpen();
        return false;
    }

    @Override
    public boolean rowInserted() throws SQLException {
        requireOpen();
        return false;
    }

    @Override
    public boolean rowDeleted() throws SQLException {
        requireOpen();
        return false;
    }
}
