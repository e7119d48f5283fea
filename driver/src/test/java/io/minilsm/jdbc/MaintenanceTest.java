package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SYNC, COMPACT, CHECKPOINT, SHOW STATS and EXPLAIN ANALYZE. */
final class MaintenanceTest {
    @TempDir
    private Path directory;

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:" + directory.resolve("store") + "?durability=os");
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private long figure(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show stats;")) {
            while (rows.next()) {
                if (rows.getString("NAME").equals(name)) {
                    return rows.getLong("FIGURE");
                }
            }
        }
        throw new AssertionError("no such figure: " + name);
    }

    @Test
    void syncMakesEarlierCommitsDurable() throws SQLException {
        Store store = connection.unwrap(Store.class);
        assertTrue(store.durableSequence() < store.visibleSequence());
        assertEquals(0, Sql.run(connection, "SYNC"));
        assertEquals(store.visibleSequence(), store.durableSequence());
    }

    @Test
    void compactLeavesWhatIsThere() throws Exception {
        Store store = connection.unwrap(Store.class);
        store.flush();
        Sql.run(connection, "DELETE FROM KV WHERE K = 'a'");
        store.flush();
        assertEquals(0, Sql.run(connection, "COMPACT"));
        assertEquals(1, store.stats().levels().stream().mapToLong(level -> level.entries()).sum());
        assertEquals("b|2", Sql.rows(connection, "SELECT * FROM KV"));
    }

    @Test
    void checkpointIsAStoreOfItsOwn() throws SQLException {
        Path copy = directory.resolve("copy of it's");
        try (Statement statement = connection.createStatement()) {
            assertFalse(statement.execute("CHECKPOINT TO '" + copy.toString().replace("'", "''") + "'"));
        }
        Sql.run(connection, "DELETE FROM KV");
        try (Connection second = DriverManager.getConnection("jdbc:minilsm:" + copy)) {
            assertEquals("a|1 b|2", Sql.rows(second, "SELECT * FROM KV"));
        }
        Sql.run(connection, "CHECKPOINT TO ?", directory.resolve("second").toString());
        assertTrue(Files.isDirectory(directory.resolve("second")));
    }

    @Test
    void checkpointElsewhereThanToANewDirectoryIsRefused() throws Exception {
        Files.createFile(directory.resolve("file"));
        SQLException e = Sql.assertState("22023", () -> Sql.run(connection, "CHECKPOINT TO ?", directory.toString()));
        assertTrue(e.getMessage().contains("not empty"), e.getMessage());
        Sql.assertState("22023", () -> Sql.run(connection, "CHECKPOINT TO ''"));
        Sql.assertState("22023", () -> Sql.run(connection, "CHECKPOINT TO NULL"));
        Sql.assertState("22023", () -> Sql.run(connection, "CHECKPOINT TO ?", "a\0b"));
        Sql.assertState("42601", () -> Sql.run(connection, "CHECKPOINT"));
    }

    @Test
    void maintenanceStandsOutsideOfTransactionsAndBatches() throws SQLException {
        connection.setAutoCommit(false);
        Sql.run(connection, "INSERT INTO KV VALUES ('c', '3')");
        for (String sql : new String[] {"SYNC", "COMPACT", "CHECKPOINT TO 'never-made'"}) {
            Sql.assertState("25001", () -> Sql.run(connection, sql));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.assertState("55000", statement::addBatch);
            }
        }
        connection.rollback();
        assertEquals(0, Sql.run(connection, "SYNC"));
    }

    @Test
    void readOnlyConnectionOnlyCopies() throws SQLException {
        connection.setReadOnly(true);
        Sql.assertState("25006", () -> Sql.run(connection, "COMPACT"));
        Sql.assertState("25006", () -> Sql.run(connection, "SYNC"));
        assertEquals(0, Sql.run(connection, "CHECKPOINT TO ?", directory.resolve("copy").toString()));
        assertEquals(0, figure("open cursors"));
    }

    @Test
    void statsAreRows() throws SQLException {
        assertEquals(2, figure("entries written"));
        Sql.rows(connection, "SELECT V FROM KV WHERE K = 'a'");
        assertTrue(figure("gets") >= 1);
        try (PreparedStatement statement = connection.prepareStatement("SHOW STATS")) {
            assertEquals("NAME", statement.getMetaData().getColumnLabel(1));
            assertEquals(Types.BIGINT, statement.getMetaData().getColumnType(2));
        }
        Sql.assertState("0A000", () -> Sql.rows(connection, "SHOW TABLES"));
        Sql.assertState("0A000", () -> Sql.rows(connection, "EXPLAIN SHOW STATS"));
    }

    @Test
    void explainAnalyzeCountsTheRowsOfARun() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('c', '3'), ('d', '4')");
        String analyze = "EXPLAIN ANALYZE SELECT * FROM KV WHERE K > 'a' AND V <> ?";
        String plan = Sql.rows(connection, analyze, "3");
        assertTrue(plan.contains("scans: 1") && plan.endsWith("rows read: 3, rows given: 2"), plan);
        plan = Sql.rows(connection, "EXPLAIN ANALYZE SELECT COUNT(*) FROM KV");
        assertTrue(plan.endsWith("rows read: 4, rows given: 1"), plan);
        plan = Sql.rows(connection, "EXPLAIN ANALYZE SELECT MAX(K) FROM KV");
        assertTrue(plan.endsWith("rows read: 1, rows given: 1"), plan);
        connection.setAutoCommit(false);
        Sql.run(connection, "DELETE FROM KV WHERE K = 'd'");
        plan = Sql.rows(connection, "EXPLAIN ANALYZE SELECT K FROM KV ORDER BY V LIMIT 2");
        assertTrue(plan.contains("sorted in memory") && plan.endsWith("rows read: 3, rows given: 2"), plan);
        connection.rollback();
        Sql.assertState("0A000", () -> Sql.rows(connection, "EXPLAIN ANALYZE DELETE FROM KV"));
        plan = Sql.rows(connection, "EXPLAIN SELECT * FROM KV");
        assertFalse(plan.contains("rows read"), plan);
    }
}
