package io.minilsm.jdbc;

import static io.minilsm.jdbc.Sql.assertState;
import static io.minilsm.jdbc.Sql.rows;
import static io.minilsm.jdbc.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PooledConnectionTest implements ConnectionEventListener {
    private final List<String> events = new ArrayList<>();
    private PooledConnection pooled;

    @BeforeEach
    void open() throws SQLException {
        ConnectionPoolDataSource source = new MiniLsmDataSource("jdbc:minilsm:mem:");
        pooled = source.getPooledConnection("anyone", "anything");
        pooled.addConnectionEventListener(this);
    }

    @AfterEach
    void close() throws SQLException {
        pooled.close();
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
        events.add("closed");
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
        events.add("error " + event.getSQLException().getSQLState());
    }

    @Test
    void closingTheHandleDropsTheTransactionAndTellsThePool() throws SQLException {
        Connection handle = pooled.getConnection();
        run(handle, "INSERT INTO KV VALUES ('kept', '1')");
        handle.setAutoCommit(false);
        run(handle, "INSERT INTO KV VALUES ('dropped', '1')");
        handle.close();
        handle.close();
        assertTrue(handle.isClosed());
        assertState("08003", handle::createStatement);
        assertEquals(List.of("closed"), events);
        Connection next = pooled.getConnection();
        assertNotEquals(handle, next);
        assertTrue(next.getAutoCommit());
        assertEquals("kept|1", rows(next, "SELECT * FROM KV"));
    }

    @Test
    void aNewHandleEndsTheOldOne() throws SQLException {
        Connection old = pooled.getConnection();
        Connection next = pooled.getConnection();
        assertTrue(old.isClosed());
        assertFalse(next.isClosed());
        assertEquals(List.of(), events);
        pooled.close();
        assertTrue(next.isClosed());
    }

    @Test
    void onlyWhatEndsTheConnectionIsAnError() throws SQLException, IOException {
        Connection handle = pooled.getConnection();
        assertState("42601", () -> handle.prepareStatement("SELEC"));
        assertEquals(List.of(), events);
        handle.unwrap(Store.class).close();
        handle.setAutoCommit(false);
        assertState("08003", handle::setSavepoint);
        assertEquals(List.of("error 08003"), events);
        pooled.removeConnectionEventListener(this);
        assertState("08003", handle::setSavepoint);
        assertEquals(1, events.size());
    }
}
