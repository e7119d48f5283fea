package io.minilsm.jdbc;

import io.minilsm.jdbc.run.Execution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a connection has under way: executions that run or whose rows are being read, and open results. Guarded by the
 * connection's lock, but for {@link #cancelAll()}, which any thread may call.
 */
final class OpenWork {
    private final Set<Execution> executions = ConcurrentHashMap.newKeySet();
    private final Set<JdbcResultSet> results = Collections.newSetFromMap(new IdentityHashMap<>());

    void begins(Execution execution) {
        executions.add(execution);
    }

    void ends(Execution execution) {
        executions.remove(execution);
    }

    /** Keeps the result, and its execution, until {@link #closed}. */
    void opened(JdbcResultSet result) {
        results.add(result);
    }

    void closed(JdbcResultSet result, Execution execution) {
        results.remove(result);
        executions.remove(execution);
    }

    void cancelAll() {
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
        List<JdbcResultSet> ending = new ArrayList<>(results);
        ending.removeIf(result -> result.getHoldability() == ResultSet.HOLD_CURSORS_OVER_COMMIT);
        close(ending);
    }

    private static void close(List<JdbcResultSet> ending) throws SQLException {
        SQLException failure = null;
        for (JdbcResultSet result : ending) {
            try {
                result.close();
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
