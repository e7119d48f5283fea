package io.minilsm.jdbc;

import static io.minilsm.jdbc.Sql.assertState;
import static io.minilsm.jdbc.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScrollingTest {
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:?sortBytes=64k");
        run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '3')");
        statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void oneCanGoToAnyRow() throws SQLException {
        assertNull(connection.getWarnings());
        try (ResultSet rows = statement.executeQuery("SELECT K FROM KV")) {
            assertEquals(ResultSet.TYPE_SCROLL_INSENSITIVE, rows.getType());
            assertTrue(rows.isBeforeFirst());
            assertTrue(rows.last());
            assertTrue(rows.isLast());
            assertEquals("c", rows.getString(1));
            assertEquals(3, rows.getRow());
            assertTrue(rows.previous());
            assertEquals("b", rows.getString(1));
            assertTrue(rows.absolute(-3));
            assertTrue(rows.isFirst());
            assertEquals("a", rows.getString(1));
            assertTrue(rows.relative(2));
            assertEquals("c", rows.getString(1));
            assertFalse(rows.next());
            assertTrue(rows.isAfterLast());
            assertState("24000", () -> rows.getString(1));
            assertFalse(rows.relative(Integer.MIN_VALUE));
            assertTrue(rows.isBeforeFirst());
            assertFalse(rows.absolute(Integer.MAX_VALUE));
            assertTrue(rows.first());
            rows.afterLast();
            assertEquals(0, rows.getRow());
            rows.beforeFirst();
            rows.setFetchDirection(ResultSet.FETCH_REVERSE);
            assertEquals("a|b|c", String.join("|", rest(rows)));
        }
    }

    private static String[] rest(ResultSet rows) throws SQLException {
        return Sql.rows(rows).split(" ");
    }

    @Test
    void laterChangesAreNotSeen() throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT K FROM KV")) {
            run(connection, "DELETE FROM KV");
            assertTrue(rows.absolute(3));
            rows.refreshRow();
            assertEquals("c", rows.getString(1));
            assertState("0A000", rows::deleteRow);
        }
        try (ResultSet none = statement.executeQuery("SELECT K FROM KV")) {
            assertFalse(none.isBeforeFirst());
            assertFalse(none.isAfterLast());
            assertFalse(none.last());
        }
    }

    @Test
    void memoryIsBounded() throws SQLException {
        for (int i = 0; i < 1000; i++) {
            run(connection, "UPSERT INTO KV VALUES (?, ?)", "k" + i, "x".repeat(100));
        }
        String message = assertState("53200", () -> statement.executeQuery("SELECT * FROM KV")).getMessage();
        assertTrue(message.startsWith("scroll-insensitive result too large"), message);
        statement.setMaxRows(10);
        try (ResultSet rows = statement.executeQuery("SELECT * FROM KV")) {
            assertTrue(rows.last());
            assertEquals(10, rows.getRow());
        }
    }

    @Test
    void whatIsNotThereIsMetByTheNearestWithAWarning() throws SQLException {
        Statement sensitive =
                connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
        assertEquals(ResultSet.TYPE_SCROLL_INSENSITIVE, sensitive.getResultSetType());
        assertEquals("01000", connection.getWarnings().getSQLState());
        assertNotNull(connection.getWarnings().getNextWarning());
        assertState("22023", () -> connection.createStatement(1, ResultSet.CONCUR_READ_ONLY));
        try (ResultSet forward = connection.createStatement().executeQuery("SELECT K FROM KV")) {
            assertState("0A000", forward::previous);
            assertState("0A000", forward::last);
        }
    }
}
