package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AbandonmentTest {
    /** With breaks of 10 ms: far more than are needed, and a leak is told within seconds. */
    private static final int COLLECTIONS = 500;

    private static final String URL = "jdbc:minilsm:mem:abandoned";

    private static void awaitCollected(BooleanSupplier given) {
        for (int i = 0; i < COLLECTIONS && !given.getAsBoolean(); i++) {
            System.gc();
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(given.getAsBoolean());
    }

    /** In methods of their own, so that no variable keeps what they open. */
    private static void dropResults(Connection connection) throws SQLException {
        assertTrue(connection.createStatement().executeQuery("SELECT * FROM KV").next());
        connection.setAutoCommit(false);
        assertTrue(connection.prepareStatement("SELECT * FROM KV").executeQuery().next());
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void dropConnection() throws SQLException {
        Connection connection = DriverManager.getConnection(URL);
        connection.setAutoCommit(false);
        Sql.run(connection, "INSERT INTO KV VALUES ('lost', '1')");
        assertTrue(connection.createStatement().executeQuery("SELECT * FROM KV").next());
    }

    @Test
    void droppedResultSetsGiveBackCursorsAndSnapshots() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL)) {
            Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2')");
            Store store = connection.unwrap(Store.class);
            dropResults(connection);
            assertTrue(store.stats().openCursors() > 0);
            awaitCollected(() -> store.stats().openCursors() == 0 && store.stats().openSnapshots() == 0);
            assertEquals("2", Sql.rows(connection, "SELECT COUNT(*) FROM KV"));
        }
    }

    @Test
    void droppedConnectionsGiveBackTheirShare() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL)) {
            Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2')");
            Store store = connection.unwrap(Store.class);
            dropConnection();
            awaitCollected(() -> store.stats().openCursors() == 0 && store.stats().openSnapshots() == 0);
            assertEquals("a|1 b|2", Sql.rows(connection, "SELECT * FROM KV"));
        }
        try (Connection fresh = DriverManager.getConnection(URL)) {
            assertEquals("0", Sql.rows(fresh, "SELECT COUNT(*) FROM KV"));
        }
    }

    @Test
    void whatIsInUseStaysOpen() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL);
                Statement statement = connection.createStatement()) {
            Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '3')");
            var rows = statement.executeQuery("SELECT K FROM KV");
            assertTrue(rows.next());
            for (int i = 0; i < 3; i++) {
                System.gc();
                LockSupport.parkNanos(10_000_000);
            }
            assertTrue(rows.next());
            assertEquals("b", rows.getString(1));
        }
    }
}
