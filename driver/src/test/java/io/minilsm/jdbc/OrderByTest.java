package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ORDER BY other than by the key, and DISTINCT. */
final class OrderByTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:?sortBytes=64k");
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '3'), ('b', '10'), ('c', '3'), ('d', 'x')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String rows(String sql, Object... parameters) throws SQLException {
        return Sql.rows(connection, sql, parameters);
    }

    /** Twenty bytes of value each; values go down as keys go up. */
    private void fill(int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES (?, ?)")) {
            for (int i = 0; i < rows; i++) {
                insert.setString(1, String.format("n%06d", i));
                insert.setString(2, String.format("value %014d", rows - i));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Test
    void rowsAreSortedByValueAndEqualOnesByKey() throws SQLException {
        assertEquals("b|10 a|3 c|3 d|x", rows("SELECT * FROM KV ORDER BY V"));
        assertEquals("d|x a|3 c|3 b|10", rows("SELECT * FROM KV ORDER BY V DESC"));
        assertEquals("d|x c|3 a|3 b|10", rows("SELECT * FROM KV ORDER BY V DESC, K DESC"));
    }

    @Test
    void expressionsNumbersAndNamesOfItemsSort() throws SQLException {
        assertEquals("a c d b", rows("SELECT K FROM KV ORDER BY LENGTH(V)"));
        assertEquals("x 3 3 10", rows("SELECT V AS total FROM KV ORDER BY total DESC"));
        assertEquals("10|b 3|a 3|c x|d", rows("SELECT V, K FROM KV ORDER BY 1, 2"));
        assertEquals("a|3 c|3 b|10", rows("SELECT * FROM KV WHERE V <> 'x' ORDER BY CAST(V AS BIGINT)"));
        Sql.assertState("42601", () -> rows("SELECT K FROM KV ORDER BY 2"));
        Sql.assertState("42703", () -> rows("SELECT K FROM KV ORDER BY nothing"));
        Sql.assertState("42703", () -> rows("SELECT K AS x FROM KV ORDER BY UPPER(x)"));
    }

    @Test
    void nameOfAnItemIsStrongerThanThatOfAColumn() throws SQLException {
        assertEquals("10|b 3|a 3|c x|d", rows("SELECT V AS K, K AS V FROM KV ORDER BY K"));
        assertEquals("d|a c|b b|c a|d", rows("SELECT K, CASE K WHEN 'a' THEN 'd' WHEN 'b' THEN 'c'"
                + " WHEN 'c' THEN 'b' ELSE 'a' END AS V FROM KV ORDER BY V"));
    }

    @Test
    void nullIsLeastUnlessAskedOtherwise() throws SQLException {
        String item = "SELECT K, CASE WHEN V <> '3' THEN V END AS x FROM KV ORDER BY x";
        assertEquals("a|null c|null b|10 d|x", rows(item));
        assertEquals("d|x b|10 a|null c|null", rows(item + " DESC"));
        assertEquals("b|10 d|x a|null c|null", rows(item + " NULLS LAST"));
        assertEquals("a|null c|null d|x b|10", rows(item + " DESC NULLS FIRST"));
    }

    @Test
    void valuesOfSeveralTypesHaveOneOrder() throws SQLException {
        assertEquals(
                "c a b d",
                rows("SELECT K FROM KV ORDER BY CASE K WHEN 'a' THEN 9 WHEN 'b' THEN 10 WHEN 'c' THEN FALSE"
                        + " ELSE '1a' END"));
    }

    @Test
    void limitAndOffsetCutTheSortedRows() throws SQLException {
        assertEquals("a|3 c|3", rows("SELECT * FROM KV ORDER BY V LIMIT 2 OFFSET 1"));
        assertEquals("", rows("SELECT * FROM KV ORDER BY V LIMIT 0"));
        assertEquals("d|x", rows("SELECT * FROM KV ORDER BY V OFFSET 3 ROWS"));
        assertEquals("", rows("SELECT * FROM KV ORDER BY V OFFSET 9 ROWS FETCH FIRST 1 ROW ONLY"));
    }

    @Test
    void sortBeyondItsMemoryIsRefusedByName() throws SQLException {
        fill(2000);
        SQLException e = Sql.assertState("53200", () -> rows("SELECT K FROM KV ORDER BY V"));
        assertTrue(e.getMessage().contains("sortBytes=65536"), e.getMessage());
        assertEquals("4", rows("SELECT COUNT(*) FROM KV WHERE K < 'n'"));
    }

    @Test
    void firstRowsOfAnyTableCanBeAskedFor() throws SQLException {
        fill(2000);
        assertEquals(
                "n001999 n001998 n001997",
                rows("SELECT K FROM KV WHERE K > 'n' ORDER BY V LIMIT 3"));
        assertEquals(
                "n000000 n000001", rows("SELECT K FROM KV WHERE K > 'n' ORDER BY V DESC FETCH FIRST 2 ROWS ONLY"));
    }

    @Test
    void sortSeesTheTransactionsOwnWrites() throws SQLException {
        connection.setAutoCommit(false);
        Sql.run(connection, "INSERT INTO KV VALUES ('e', '0')");
        Sql.run(connection, "DELETE FROM KV WHERE K = 'b'");
        assertEquals("e a c d", rows("SELECT K FROM KV ORDER BY V"));
        connection.rollback();
        assertEquals("b a c d", rows("SELECT K FROM KV ORDER BY V"));
    }

    @Test
    void distinctGivesEqualRowsOnce() throws SQLException {
        assertEquals("3 10 x", rows("SELECT DISTINCT V FROM KV"));
        assertEquals("10 3 x", rows("SELECT DISTINCT V FROM KV ORDER BY V"));
        assertEquals("x 3", rows("SELECT DISTINCT V FROM KV ORDER BY 1 DESC LIMIT 2"));
        assertEquals("10 x", rows("SELECT DISTINCT V FROM KV LIMIT 5 OFFSET 1"));
        assertEquals("1|1 2|1", rows("SELECT DISTINCT LENGTH(V), LENGTH(K) FROM KV"));
        assertEquals("a|3 b|10 c|3 d|x", rows("SELECT DISTINCT * FROM KV"));
        assertEquals("4", rows("SELECT DISTINCT COUNT(*) FROM KV"));
        assertEquals("null 10 x", rows("SELECT DISTINCT CASE WHEN V <> '3' THEN V END FROM KV"));
    }

    @Test
    void distinctKnowsANumberInEveryForm() throws SQLException {
        assertEquals(
                "1",
                rows("SELECT DISTINCT CASE K WHEN 'a' THEN 1 WHEN 'b' THEN 1.00 WHEN 'c' THEN TRUE"
                        + " ELSE CAST('1' AS DOUBLE) END FROM KV"));
        assertEquals(
                "9007199254740993000",
                rows("SELECT DISTINCT CASE K WHEN 'a' THEN 9007199254740993000 ELSE 9007199254740993000.0 END"
                        + " FROM KV"));
    }

    @Test
    void distinctBeyondItsMemoryIsRefusedByName() throws SQLException {
        fill(2000);
        SQLException e = Sql.assertState("53200", () -> rows("SELECT DISTINCT V FROM KV"));
        assertTrue(e.getMessage().contains("sortBytes"), e.getMessage());
        assertEquals("1 2 20", rows("SELECT DISTINCT LENGTH(V) FROM KV"));
    }

    @Test
    void distinctIsOrderedByItsItemsOnly() {
        Sql.assertState("42601", () -> rows("SELECT DISTINCT V FROM KV ORDER BY K"));
        Sql.assertState("42601", () -> rows("SELECT DISTINCT V FROM KV ORDER BY LENGTH(V)"));
    }

    @Test
    void orderOfKeysNeedsNoSort() throws SQLException {
        fill(2000);
        assertEquals("d c", rows("SELECT K FROM KV WHERE K < 'n' ORDER BY K DESC, V LIMIT 2"));
        assertEquals("n001999", rows("SELECT K AS id, V FROM KV ORDER BY id DESC LIMIT 1").substring(0, 7));
    }
}
