package io.minilsm.jdbc;

import io.minilsm.jdbc.run.QueryResult;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.sql.SQLException;

/**
 * Gives back what result sets and connections hold that were dropped without being closed, once the collector has found
 * them, with a warning in the log. Stateless but for the thread of the cleaner, which ends when this class is unloaded.
 */
final class Abandonment {
    private static final System.Logger LOG = System.getLogger(Abandonment.class.getName());

    private static final Cleaner CLEANER = Cleaner.create();

    private Abandonment() {}

    /** Has the action run, by any thread, when the object can no longer be reached, or when it is asked for. */
    static Cleaner.Cleanable watch(Object watched, Runnable action) {
        return CLEANER.register(watched, action);
    }

    /** Returns where it is opened, if connections of these options are to note that; null otherwise. */
    static Throwable trace(ConnectionUrl url) {
        return url.options().isTrue(DriverOption.TRACE_OPEN) ? new Throwable("opened here") : null;
    }

    /** Closes the rows of a dropped result set. The connection's lock must be held. */
    static void close(QueryResult rows, ConnectionUrl url, Throwable openedAt) {
        warn("result set", url, openedAt);
        try {
            rows.close();
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "closing of a dropped result set failed: url=" + url.url(), e);
        }
    }

    static void warn(String what, ConnectionUrl url, Throwable openedAt) {
        String hint = openedAt == null ? "; traceOpen=true tells where it was opened" : "";
        LOG.log(Level.WARNING, what + " was dropped without being closed: url=" + url.url() + hint, openedAt);
    }
}
