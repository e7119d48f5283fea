package io.minilsm.jdbc;

import io.minilsm.jdbc.run.Execution;
import io.minilsm.jdbc.run.QueryResult;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;

/**
 * What a connection knows of an open result set without keeping it alive: so the collector can find those that were
 * dropped. Guarded by the connection's lock.
 */
final class OpenResult {
    final QueryResult rows;
    final Execution execution;
    final int holdability;
    final Throwable openedAt;
    private final WeakReference<JdbcResultSet> resultSet;

    /** Null if the rows hold nothing that would have to be given back. */
    private Cleaner.Cleanable cleanable;

    /** Read by any thread. */
    private volatile boolean closed;

    OpenResult(JdbcResultSet resultSet, QueryResult rows, Execution execution, int holdability, Throwable openedAt) {
        this.resultSet = new WeakReference<>(resultSet);
        this.rows = rows;
        this.execution = execution;
        this.holdability = holdability;
        this.openedAt = openedAt;
    }

    /** Returns the result set, or null if it was dropped. */
    JdbcResultSet resultSetOrNull() {
        return resultSet.get();
    }

    void watchedBy(Cleaner.Cleanable cleaning) {
        cleanable = cleaning;
    }

    boolean isClosed() {
        return closed;
    }

    /** Notes that the result set was closed or is at its end. */
    void noteClosed() {
        closed = true;
        if (cleanable != null) {
            cleanable.clean();
        }
    }
}
