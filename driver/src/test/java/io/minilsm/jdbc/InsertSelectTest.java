package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** INSERT and its relatives with a query. */
final class InsertSelectTest {
    private static final String URL = "jdbc:minilsm:mem:insert-select?transactionBytes=64k";

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection(URL);
        run("INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '3')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private int run(String sql, Object... parameters) throws SQLException {
        return Sql.run(connection, sql, parameters);
    }

    private String rows(String sql) throws SQLException {
        return Sql.rows(connection, sql);
    }

    @Test
    void rowsOfAQueryAreInserted() throws SQLException {
        assertEquals(2, run("INSERT INTO KV SELECT 'copy/' || K, V || ? FROM KV WHERE K < ?", "!", "c"));
        assertEquals("a|1 b|2 c|3 copy/a|1! copy/b|2!", rows("SELECT * FROM KV"));
        assertEquals(1, run("INSERT INTO KV (V, K) SELECT 'value', 'key'"));
        assertEquals(1, run("INSERT INTO KV SELECT 'sum', SUM(V) FROM KV WHERE K < 'copy'"));
        assertEquals("6|value", rows("SELECT MIN(V), MAX(V) FROM KV WHERE K IN ('sum', 'key')"));
        assertEquals(0, run("INSERT INTO KV SELECT * FROM KV WHERE K = 'none'"));
    }

    @Test
    void orderLimitAndColumnListStandForTheirQuery() throws SQLException {
        assertEquals(1, run("INSERT INTO KV (V, K) SELECT K AS x, 'top' || V FROM KV ORDER BY x DESC LIMIT 1"));
        assertEquals("a|1 b|2 c|3 top3|c", rows("SELECT * FROM KV"));
    }

    @Test
    void duplicatesAreTreatedAsWithValues() throws SQLException {
        Sql.assertState("23505", () -> run("INSERT INTO KV SELECT K || '', V FROM KV WHERE K > 'a'"));
        Sql.assertState("23505", () -> run("INSERT INTO KV SELECT 'same', V FROM KV"));
        assertEquals("3", rows("SELECT COUNT(*) FROM KV"));
        assertEquals(0, run("INSERT OR IGNORE INTO KV SELECT K, 'new' FROM KV"));
        assertEquals(3, run("UPSERT INTO KV SELECT K, V || V FROM KV"));
        assertEquals(3, run("INSERT INTO KV SELECT K, '-' FROM KV ON CONFLICT (K) DO UPDATE SET V = V || EXCLUDED.V"));
        assertEquals(3, run("MERGE INTO KV KEY (K) SELECT K, V || K FROM KV"));
        assertEquals("a|11-a b|22-b c|33-c", rows("SELECT * FROM KV"));
    }

    @Test
    void statementDoesNotSeeWhatItInserts() throws SQLException {
        assertEquals(3, run("INSERT INTO KV SELECT K || 'x', V FROM KV"));
        connection.setAutoCommit(false);
        assertEquals(6, run("INSERT INTO KV SELECT K || 'y', V FROM KV"));
        assertEquals(12, run("INSERT INTO KV SELECT K || 'z', V FROM KV"));
        connection.rollback();
        assertEquals("6", rows("SELECT COUNT(*) FROM KV"));
    }

    @Test
    void whatIsTooLargeOrNoRowIsRefusedAndChangesNothing() throws SQLException {
        run("INSERT INTO KV VALUES ('long', ?)", "x".repeat(40_000));
        SQLException e = Sql.assertState(
                "53200", () -> run("INSERT INTO KV SELECT K || '2', V || V FROM KV"));
        assertTrue(e.getMessage().contains("transactionBytes"), e.getMessage());
        Sql.assertState("23502", () -> run("INSERT INTO KV SELECT K || '2', NULL FROM KV"));
        Sql.assertState("42601", () -> run("INSERT INTO KV SELECT K FROM KV"));
        Sql.assertState("42601", () -> run("INSERT INTO KV SELECT K, V, K FROM KV"));
        assertEquals("4", rows("SELECT COUNT(*) FROM KV"));
    }

    @Test
    void batchesTakeQueries() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV SELECT K || ?, V FROM KV")) {
            for (String suffix : new String[] {"1", "2"}) {
                insert.setString(1, suffix);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            assertEquals(3, counts[0]);
            assertEquals(6, counts[1]);
        }
        assertEquals("12", rows("SELECT COUNT(*) FROM KV"));
    }

    @Test
    void queryIsExplained() throws SQLException {
        String plan = rows("EXPLAIN INSERT INTO KV SELECT * FROM KV WHERE K < 'b'");
        assertTrue(plan.contains("scans: 1") && plan.contains("write: each row"), plan);
    }

    /** Both add to what they read; neither may write over the other's. */
    @Test
    void replacingFromAQueryLosesNoUpdate() throws Exception {
        run("DELETE FROM KV WHERE K > 'a'");
        run("UPDATE KV SET V = '0'");
        String increment = "REPLACE INTO KV SELECT K, CAST(V AS BIGINT) + 1 FROM KV";
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> repeat(increment));
        repeat(increment);
        other.get();
        assertEquals("a|400", rows("SELECT * FROM KV"));
    }

    private static void repeat(String sql) {
        try (Connection own = DriverManager.getConnection(URL)) {
            for (int i = 0; i < 200; i++) {
                Sql.run(own, sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
