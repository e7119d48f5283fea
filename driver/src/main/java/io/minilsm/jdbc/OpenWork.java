package io.minilsm.jdbc;

import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.QueryResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a connection has under way: executions that run or whose rows are being read, and open results. Guarded by the
 * connection's lock, but for {@link #cancelAll()} and {@link #dropped}, which any thread may call.
 */
final class OpenWork {
    private final ConnectionUrl url;

    /** Of results whose rows are still to be read. */
    private final Set<Execution> executions = ConcurrentHashMap.newKeySet();

    /** What runs now; null between calls. Written with the lock, read by any thread. */
    private volatile Execution running;

    private final Set<OpenResult> results = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Results whose result sets were dropped, to be closed by the next one who has the lock. */
    private final Queue<OpenResult> dropped = new ConcurrentLinkedQueue<>();

    OpenWork(ConnectionUrl url) {
        this.url = url;
    }

    void begins(Execution execution) {
        running = execution;
    }

    void ends(Execution execution) {
        if (running == execution) {
            running = null;
        }
    }

    /**
     * Keeps the rows, and their execution, until {@link #closed}, or until the result set is dropped.
     *
     * @return null if there is nothing to be given back, such as of a row that was read by its key
     */
    OpenResult opened(JdbcResultSet resultSet, QueryResult rows, Execution execution, JdbcConnection connection)
            throws SQLException {
        boolean holding = rows.isHolding();
        if (!holding && resultSet.getHoldability() == ResultSet.HOLD_CURSORS_OVER_COMMIT) {
            return null;
        }
        executions.add(execution);
        Throwable openedAt = holding ? Abandonment.trace(url) : null;
        OpenResult opened = new OpenResult(resultSet, rows, execution, resultSet.getHoldability(), openedAt);
        results.add(opened);
        if (holding) {
            opened.watchedBy(Abandonment.watch(resultSet, () -> {
                if (!opened.isClosed()) {
                    connection.dropped(opened);
                }
            }));
        }
        return opened;
    }

    void closed(OpenResult result) {
        results.remove(result);
        executions.remove(result.execution);
        result.noteClosed();
    }

    /** Notes that a result set was dropped. */
    void dropped(OpenResult result) {
        dropped.add(result);
    }

    boolean hasDropped() {
        return !dropped.isEmpty();
    }

    /** Closes what was dropped. */
    void closeDropped() {
        for (OpenResult next = dropped.poll(); next != null; next = dropped.poll()) {
            if (!next.isClosed()) {
                closed(next);
                Abandonment.close(next.rows, url, next.openedAt);
            }
        }
    }

    void cancelAll() {
        Execution now = running;
        if (now != null) {
            now.cancel();
        }
        executions.forEach(Execution::cancel);
    }

    /** Closes every result, also if some fail. */
    void closeAll() throws SQLException {
        close(new ArrayList<>(results));
    }

    /** Closes the results that do not outlive their transaction. */
    void closeAtCommit() throws SQLException {
        if (results.isEmpty()) {
            return;
        }
        List<OpenResult> ending = new ArrayList<>(results);
        ending.removeIf(result -> result.holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT);
        close(ending);
    }

    private void close(List<OpenResult> ending) throws SQLException {
        SQLException failure = null;
        for (OpenResult result : ending) {
            try {
                JdbcResultSet resultSet = result.resultSetOrNull();
                if (resultSet != null) {
                    resultSet.close();
                } else {
                    closed(result);
                    result.rows.close();
                }
            } catch (SQLException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
