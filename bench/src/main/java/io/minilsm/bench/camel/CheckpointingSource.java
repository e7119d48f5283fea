package io.minilsm.bench.camel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * H2 whose writes are on the device when they are acknowledged: its own COMMIT is not forced, so a forced checkpoint
 * follows each one, and the end of each use in auto-commit. Thread-safe.
 */
final class CheckpointingSource extends DelegatingDataSource {
    CheckpointingSource(DataSource target) {
        super(target);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                CheckpointingSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed() && connection.getAutoCommit()) {
                        checkpoint(connection);
                    }
                    Object answer;
                    try {
                        answer = method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("commit")) {
                        checkpoint(connection);
                    }
                    return answer;
                });
    }

    private static void checkpoint(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
