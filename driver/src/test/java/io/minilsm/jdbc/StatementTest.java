package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatementTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private int run(String sql, Object... parameters) throws SQLException {
        return Sql.run(connection, sql, parameters);
    }

    private String rows(String sql, Object... parameters) throws SQLException {
        return Sql.rows(connection, sql, parameters);
    }

    private void abc() throws SQLException {
        run("INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '3')");
    }

    @Test
    void insertedRowsAreRead() throws SQLException {
        assertEquals(1, run("INSERT INTO KV VALUES (?, ?)", "k", "v"));
        assertEquals(2, run("INSERT INTO KV (V, K) VALUES ('2', 'b'), ('1', 'a')"));
        assertEquals("a|1 b|2 k|v", rows("SELECT * FROM KV"));
    }

    @Test
    void duplicateKeyIsRefusedAndChangesNothing() throws SQLException {
        abc();
        SQLException e = assertThrows(
                SQLIntegrityConstraintViolationException.class,
                () -> run("INSERT INTO KV VALUES ('d', '4'), ('b', '9')"));
        assertEquals("23505", e.getSQLState());
        assertTrue(e.getMessage().contains("'b'"), e.getMessage());
        assertEquals("a|1 b|2 c|3", rows("SELECT * FROM KV"));
    }

    @Test
    void duplicateKeyWithinOneStatementIsRefused() {
        Sql.assertState("23505", () -> run("INSERT INTO KV VALUES ('d', '4'), ('d', '5')"));
    }

    @Test
    void upsertsReplaceInEverySpelling() throws SQLException {
        abc();
        for (String sql : new String[] {
            "UPSERT INTO KV VALUES ('a', ?)",
            "REPLACE INTO KV VALUES ('a', ?)",
            "INSERT OR REPLACE INTO KV VALUES ('a', ?)",
            "MERGE INTO KV KEY (K) VALUES ('a', ?)",
            "MERGE INTO KV (K, V) KEY (K) VALUES ('a', ?)",
            "INSERT INTO KV VALUES ('a', ?) ON CONFLICT (K) DO UPDATE SET V = EXCLUDED.V",
            "INSERT INTO KV VALUES ('a', ?) ON DUPLICATE KEY UPDATE V = VALUES(V)"
        }) {
            assertEquals(1, run(sql, sql), sql);
            assertEquals(sql, rows("SELECT V FROM KV WHERE K = 'a'"));
        }
    }

    @Test
    void conflictClausesIgnoreOrCompute() throws SQLException {
        abc();
        assertEquals(0, run("INSERT INTO KV VALUES ('a', 'x') ON CONFLICT DO NOTHING"));
        assertEquals(1, run("INSERT IGNORE INTO KV VALUES ('a', 'x'), ('d', '4'), ('d', '5')"));
        assertEquals(2, run("INSERT INTO KV VALUES ('a', '9'), ('e', '9') ON CONFLICT(K) DO UPDATE SET V = V + 10"));
        assertEquals("a|11 b|2 c|3 d|4 e|9", rows("SELECT * FROM KV"));
    }

    @Test
    void updateAndDeleteCountWhatTheyChange() throws SQLException {
        abc();
        assertEquals(2, run("UPDATE KV SET V = ? WHERE K >= 'b'", "x"));
        assertEquals(0, run("UPDATE KV SET V = 'y' WHERE K = 'nothing'"));
        assertEquals(1, run("UPDATE main.kv t SET t.\"value\" = ? WHERE t.\"key\" = ? AND t.V = ?", "z", "b", "x"));
        assertEquals(0, run("UPDATE KV SET V = 'w' WHERE K = 'b' AND V = 'x'"));
        assertEquals(1, run("DELETE FROM KV WHERE V = '1'"));
        assertEquals("b|z c|x", rows("SELECT * FROM KV"));
        assertEquals(2, run("DELETE FROM KV"));
        assertEquals("", rows("SELECT * FROM KV"));
    }

    @Test
    void rangesOrderAndLimits() throws SQLException {
        for (int i = 10; i < 30; i++) {
            run("INSERT INTO KV VALUES (?, ?)", "k" + i, i);
        }
        assertEquals("k28 k27", rows("SELECT K FROM KV WHERE K LIKE 'k2%' ORDER BY K DESC LIMIT 2 OFFSET 1"));
        assertEquals("k12 k13", rows("SELECT K FROM KV OFFSET 2 ROWS FETCH FIRST 2 ROWS ONLY"));
        assertEquals("k11 k12", rows("SELECT K FROM KV ORDER BY 1 LIMIT ?, ?", 1, 2));
        assertEquals("k10 k29", rows("SELECT K FROM KV WHERE K IN ('k29', 'k10', 'k5')"));
        assertEquals("k10 k11 k29", rows("SELECT K FROM KV WHERE K BETWEEN 'k1' AND 'k11' OR K > 'k28'"));
        assertEquals("20", rows("SELECT COUNT(*) FROM KV"));
        assertEquals("k10|k29|20", rows("SELECT MIN(K), MAX(K), COUNT(V) FROM KV"));
        assertEquals("k29", rows("SELECT MAX(K) FROM KV WHERE V <> '30'"));
        assertEquals("0", rows("SELECT COUNT(*) FROM KV WHERE 1 = 0"));
        assertEquals("", rows("SELECT * FROM KV LIMIT 0"));
    }

    @Test
    void queryWithoutTableGivesOneRow() throws SQLException {
        assertEquals("1", rows("SELECT 1"));
        assertEquals("3|x|AB|2", rows("SELECT 1 + 2, 'x' AS name, {fn UCASE('ab')}, LENGTH(?);", "\uD83D\uDE00e"));
    }

    @Test
    void textAndBytesAreReadEitherWay() throws SQLException {
        byte[] bytes = {0, (byte) 0xFF, 1};
        run("INSERT INTO KV VALUES (?, ?)", bytes, "gr\u00FC\u00DF");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT K, V, HEX(K) FROM KV")) {
            assertTrue(row.next());
            assertArrayEquals(bytes, row.getBytes("K"));
            Sql.assertState("22021", () -> row.getString("k"));
            assertEquals("gr\u00FC\u00DF", row.getString("value"));
            assertArrayEquals("gr\u00FC\u00DF".getBytes(StandardCharsets.UTF_8), row.getBytes(2));
            assertEquals("00FF01", row.getString(3));
        }
        Sql.assertState("22021", () -> run("INSERT INTO KV VALUES (?, 'x')", "\uD800"));
    }

    @Test
    void nullEmptyAndOverlongKeysAreRefused() throws SQLException {
        Sql.assertState("23502", () -> run("INSERT INTO KV VALUES (NULL, 'x')"));
        Sql.assertState("23502", () -> run("INSERT INTO KV VALUES ('x', ?)", (Object) null));
        Sql.assertState("23514", () -> run("INSERT INTO KV VALUES ('', 'x')"));
        Sql.assertState("22001", () -> run("INSERT INTO KV VALUES (?, 'x')", new byte[(64 << 10) + 1]));
        assertEquals(1, run("INSERT INTO KV VALUES (?, '')", new byte[64 << 10]));
        assertEquals("1", rows("SELECT COUNT(*) FROM KV WHERE V = ''"));
    }

    @Test
    void batchInAutoCommitIsOneTransaction() throws SQLException {
        abc();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES (?, ?)")) {
            for (String key : new String[] {"x", "y", "b", "z"}) {
                insert.setString(1, key);
                insert.setInt(2, 7);
                insert.addBatch();
            }
            BatchUpdateException e = assertThrows(BatchUpdateException.class, insert::executeBatch);
            assertEquals("23505", e.getSQLState());
            assertEquals(4, e.getUpdateCounts().length);
            assertTrue(e.getMessage().contains("statement 3"), e.getMessage());
            assertEquals("a|1 b|2 c|3", rows("SELECT * FROM KV"));
            assertArrayEquals(new int[0], insert.executeBatch());
        }
        try (Statement batch = connection.createStatement()) {
            batch.addBatch("UPSERT INTO KV VALUES ('a', 'n')");
            batch.addBatch("DELETE FROM KV WHERE K > 'a'");
            batch.addBatch("UPDATE KV SET V = V || 'm'");
            assertArrayEquals(new int[] {1, 2, 1}, batch.executeBatch());
        }
        assertEquals("a|nm", rows("SELECT * FROM KV"));
    }

    @Test
    void resultStreamsWhatWasThereWhenItWasOpened() throws SQLException {
        abc();
        try (Statement reading = connection.createStatement();
                ResultSet rows = reading.executeQuery("SELECT K FROM KV")) {
            assertTrue(rows.next());
            run("DELETE FROM KV");
            assertTrue(rows.next());
            assertEquals("b", rows.getString(1));
            assertTrue(rows.next());
            assertFalse(rows.next());
            assertTrue(rows.isAfterLast());
        }
    }

    @Test
    void closingCascades() throws SQLException {
        abc();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT K FROM KV");
        assertTrue(rows.next());
        statement.close();
        assertTrue(rows.isClosed());
        Sql.assertState("24000", rows::next);
        Sql.assertState("55000", () -> statement.executeQuery("SELECT 1"));
        ResultSet again = connection.createStatement().executeQuery("SELECT K FROM KV");
        connection.close();
        assertTrue(again.isClosed());
        Sql.assertState("08003", again::next);
        Sql.assertState("08003", () -> connection.createStatement());
        assertFalse(connection.isValid(0));
    }

    @Test
    void statementClosesOnCompletion() throws SQLException {
        Statement statement = connection.createStatement();
        statement.closeOnCompletion();
        ResultSet rows = statement.executeQuery("SELECT 1");
        assertFalse(statement.isClosed());
        rows.close();
        assertTrue(statement.isClosed());
    }

    @Test
    void maxRowsAndMaxFieldSizeCut() throws SQLException {
        abc();
        run("UPSERT INTO KV VALUES ('a', '\u00E4\u00E4\u00E4')");
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(2);
            statement.setMaxFieldSize(3);
            ResultSet rows = statement.executeQuery("SELECT V FROM KV");
            assertTrue(rows.next());
            assertEquals("\u00E4", rows.getString(1));
            assertTrue(rows.next());
            assertFalse(rows.next());
        }
    }

    @Test
    void generatedKeysAreRefused() throws SQLException {
        Sql.assertState(
                "0A000",
                () -> connection.prepareStatement("INSERT INTO KV VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS));
        try (Statement statement = connection.createStatement()) {
            assertFalse(statement.getGeneratedKeys().next());
            assertNull(statement.getResultSet());
        }
    }

    @Test
    void unsetAndUnknownParametersAreNamed() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM KV WHERE K = ? OR K = ?")) {
            statement.setString(1, "a");
            Sql.assertState("07001", statement::executeQuery);
            Sql.assertState("07001", () -> statement.setString(3, "x"));
            Sql.assertState("07001", () -> statement.setString(0, "x"));
        }
        Sql.assertState("07001", () -> connection.createStatement().executeQuery("SELECT ?"));
    }

    @Test
    void resultIsOfTheMomentOfItsExecution() throws SQLException {
        abc();
        for (String where : List.of("", " WHERE K = 'b'", " WHERE K > 'a' ORDER BY K DESC", " WHERE K IN ('a', 'c')")) {
            String before = rows("SELECT * FROM KV" + where);
            try (Statement reading = connection.createStatement();
                    ResultSet rows = reading.executeQuery("SELECT * FROM KV" + where)) {
                run("DELETE FROM KV");
                assertEquals(before, Sql.rows(rows), where);
            }
            abc();
        }
    }

    @Test
    void rowThatFailedIsNotStoodOn() throws SQLException {
        run("INSERT INTO KV VALUES ('a', '1'), ('b', 'x')");
        try (Statement reading = connection.createStatement();
                ResultSet rows = reading.executeQuery("SELECT K, CAST(V AS BIGINT) FROM KV")) {
            assertTrue(rows.next());
            Sql.assertState("22018", rows::next);
            Sql.assertState("24000", () -> rows.getString(1));
        }
    }

    @Test
    void holdabilityOfTheConnectionIsThatOfItsStatements() throws SQLException {
        abc();
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setAutoCommit(false);
        try (Statement plain = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT * FROM KV")) {
            for (Statement each : List.of(plain, prepared)) {
                assertEquals(ResultSet.CLOSE_CURSORS_AT_COMMIT, each.getResultSetHoldability());
            }
            ResultSet one = plain.executeQuery("SELECT * FROM KV");
            run("COMMIT");
            assertTrue(one.isClosed());
            ResultSet two = prepared.executeQuery();
            connection.rollback();
            assertTrue(two.isClosed());
        }
    }

    @Test
    void executionAndMoreResultsCloseTheResultBefore() throws SQLException {
        abc();
        try (Statement statement = connection.createStatement()) {
            ResultSet first = statement.executeQuery("SELECT * FROM KV");
            assertTrue(first.next());
            ResultSet second = statement.executeQuery("SELECT * FROM KV");
            assertTrue(first.isClosed());
            Sql.assertState("24000", first::next);
            assertFalse(statement.getMoreResults());
            assertTrue(second.isClosed());
            assertEquals(-1, statement.getUpdateCount());
            statement.executeQuery("SELECT * FROM KV");
            statement.executeUpdate("DELETE FROM KV WHERE K = 'a'");
            assertEquals(1, statement.getUpdateCount());
            assertEquals(0, connection.unwrap(Store.class).stats().openCursors());
        }
    }

    @Test
    void bytesAreJoinedAsBytes() throws SQLException {
        assertEquals("00FF01", rows("SELECT HEX(X'00ff' || X'01')"));
        run("INSERT INTO KV VALUES ('a', X'ff')");
        run("UPDATE KV SET V = V || X'fe'");
        assertEquals("FFFE", rows("SELECT HEX(V) FROM KV"));
        assertEquals("\u00E4-1", rows("SELECT '\u00E4' || '-' || 1"));
    }

    @Test
    void endlessDigitsAreNoNumber() throws SQLException {
        run("INSERT INTO KV VALUES ('a', '" + "9".repeat(1 << 20) + "')");
        Sql.assertState("22003", () -> rows("SELECT CAST(V AS BIGINT) FROM KV"));
        Sql.assertState("22003", () -> rows("SELECT K FROM KV WHERE V + 1 > 2"));
    }
}
