package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEventListener;

/**
 * A connection that a pool keeps, and the handle through which one user at a time has it: closing the handle drops the
 * transaction and tells the pool. Listeners may come from any thread; the rest is the pool's.
 */
final class JdbcPooledConnection implements PooledConnection {
    private final Connection physical;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private Handle handle;

    JdbcPooledConnection(Connection physical) {
        this.physical = physical;
    }

    /** Closes the handle that was given before, if its user has not done so. */
    @Override
    public Connection getConnection() throws SQLException {
        if (handle != null) {
            handle.end();
        }
        physical.setAutoCommit(true);
        handle = new Handle();
        Class<?>[] types = {Connection.class};
        return (Connection) Proxy.newProxyInstance(JdbcPooledConnection.class.getClassLoader(), types, handle::call);
    }

    @Override
    public void close() throws SQLException {
        if (handle != null) {
            handle.closed = true;
        }
        physical.close();
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    /** Statements are not kept by pools: their trees are cached by the connection. */
    @Override
    public void addStatementEventListener(StatementEventListener listener) {
        // There are no events to tell.
    }

    @Override
    public void removeStatementEventListener(StatementEventListener listener) {
        // There are no events to tell.
    }

    private void tell(BiConsumer<ConnectionEventListener, ConnectionEvent> what, SQLException thrown) {
        ConnectionEvent event = new ConnectionEvent(this, thrown);
        listeners.forEach(listener -> what.accept(listener, event));
    }

    /** What one user of the connection holds. */
    private final class Handle {
        private volatile boolean closed;

        private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "close":
                    if (end()) {
                        tell(ConnectionEventListener::connectionClosed, null);
                    }
                    return null;
                case "isClosed":
                    return closed || physical.isClosed();
                case "hashCode":
                    return System.identityHashCode(proxy);
                case "equals":
                    return proxy == arguments[0];
                default:
                    return delegate(method, arguments);
            }
        }

        private Object delegate(Method method, Object[] arguments) throws Throwable {
            if (closed && !method.getName().equals("toString")) {
                throw SqlErrors.of(SqlState.CONNECTION_CLOSED, "connection was given back to its pool");
            }
            try {
                return method.invoke(physical, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException thrown && isFatal(thrown)) {
                    tell(ConnectionEventListener::connectionErrorOccurred, thrown);
                }
                throw e.getCause();
            }
        }

        /** The store is closed, or does not take writes any more. */
        private boolean isFatal(SQLException thrown) {
            return thrown.getSQLState() != null && thrown.getSQLState().startsWith("08");
        }

        /** Drops what the user has left; returns whether the handle was open. */
        private boolean end() throws SQLException {
            if (closed) {
                return false;
            }
            closed = true;
            if (!physical.isClosed() && !physical.getAutoCommit()) {
                physical.rollback();
                physical.setAutoCommit(true);
            }
            return true;
        }
    }
}
