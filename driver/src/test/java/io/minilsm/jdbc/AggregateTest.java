package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SUM, AVG, expressions over aggregates, and CASE. */
final class AggregateTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '4'), ('d', '10')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String rows(String sql, Object... parameters) throws SQLException {
        return Sql.rows(connection, sql, parameters);
    }

    @Test
    void sumAndAverageTakeNumbersAndTextThatSpellsThem() throws SQLException {
        assertEquals("17|4.25|17", rows("SELECT SUM(V), AVG(V), SUM(CAST(V AS BIGINT)) FROM KV"));
        assertEquals("3|1.5", rows("SELECT SUM(V), AVG(CAST(V AS DOUBLE)) FROM KV WHERE K < 'c'"));
    }

    @Test
    void sumAndAverageOfNothingAreNull() throws SQLException {
        assertEquals("null|null|0", rows("SELECT SUM(V), AVG(V), COUNT(*) FROM KV WHERE K > 'x'"));
        assertEquals("null", rows("SELECT SUM(CASE WHEN V = '5' THEN 1 END) FROM KV"));
    }

    @Test
    void sumIsExactBeyond64BitsAndForDecimals() throws SQLException {
        Sql.run(connection, "DELETE FROM KV");
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '9223372036854775807'), ('b', '9223372036854775807')");
        assertEquals("18446744073709551614|9223372036854775807", rows("SELECT SUM(V), AVG(V) FROM KV"));
        Sql.run(connection, "UPDATE KV SET V = '0.1'");
        Sql.run(connection, "INSERT INTO KV VALUES ('c', '0.1')");
        assertEquals("0.3|0.1", rows("SELECT SUM(V), AVG(V) FROM KV"));
    }

    @Test
    void sumOfWhatIsNoNumberIsRefused() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('e', 'many')");
        SQLException e = Sql.assertState("22018", () -> rows("SELECT SUM(V) FROM KV"));
        assertTrue(e.getMessage().contains("'many'"), e.getMessage());
    }

    @Test
    void aggregatesStandInExpressions() throws SQLException {
        assertEquals("4", rows("SELECT SUM(V) / COUNT(*) FROM KV"));
        assertEquals("0|a-d", rows("SELECT COALESCE(SUM(LENGTH(K) - 1), 9), MIN(K) || '-' || MAX(K) FROM KV"));
        assertEquals("7", rows("SELECT COALESCE(MAX(CAST(V AS BIGINT)), 7) FROM KV WHERE K = 'none'"));
        assertEquals("many", rows("SELECT CASE WHEN COUNT(*) > 3 THEN 'many' ELSE 'few' END FROM KV"));
        Sql.assertState("42601", () -> rows("SELECT V, SUM(V) FROM KV"));
        Sql.assertState("42601", () -> rows("SELECT K || SUM(V) FROM KV"));
        Sql.assertState("42601", () -> rows("SELECT SUM(MAX(V)) FROM KV"));
        Sql.assertState("42601", () -> rows("SELECT K FROM KV WHERE SUM(V) > 1"));
        Sql.assertState("42601", () -> rows("SELECT SUM(1)"));
    }

    @Test
    void leastAndGreatestKeyWithinAnExpressionAreRight() throws SQLException {
        assertEquals("D", rows("SELECT UPPER(MAX(K)) FROM KV"));
        assertEquals("a|d", rows("SELECT MIN(K), MAX(K) FROM KV"));
    }

    @Test
    void gatheredColumnsTellTheirTypes() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT SUM(V), AVG(V), SUM(CAST(V AS DOUBLE)) FROM KV")) {
            assertEquals(Types.BIGINT, rows.getMetaData().getColumnType(1));
            assertEquals(Types.DECIMAL, rows.getMetaData().getColumnType(2));
            assertEquals(Types.DOUBLE, rows.getMetaData().getColumnType(3));
            rows.next();
            assertEquals(17L, rows.getObject(1));
            assertEquals(new BigDecimal("4.25"), rows.getObject(2));
            assertEquals(17.0, rows.getObject(3));
        }
    }

    @Test
    void caseTakesTheFirstBranchThatApplies() throws SQLException {
        assertEquals(
                "a|one b|two c|more d|more",
                rows("SELECT K, CASE V WHEN '1' THEN 'one' WHEN ? THEN 'two' ELSE 'more' END FROM KV", "2"));
        assertEquals(
                "small|1 small|2 null|4 large|10",
                rows("SELECT CASE WHEN CAST(V AS BIGINT) < 3 THEN 'small'"
                        + " WHEN CAST(V AS BIGINT) > 9 THEN 'large' END AS size, V FROM KV"));
        assertEquals("b", rows("SELECT K FROM KV WHERE CASE WHEN K = 'b' THEN 1 ELSE 0 END = 1"));
        assertEquals("none", rows("SELECT CASE NULL WHEN NULL THEN 'null' ELSE 'none' END"));
    }

    @Test
    void caseComputesNoOtherBranch() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('e', 'text')");
        assertEquals("17", rows("SELECT SUM(CASE WHEN K = 'e' THEN 0 ELSE CAST(V AS BIGINT) END) FROM KV"));
    }

    @Test
    void caseStandsWhereValuesAreWritten() throws SQLException {
        Sql.run(connection, "UPDATE KV SET V = CASE WHEN K < 'c' THEN V || '!' ELSE V END");
        assertEquals("1! 2! 4 10", rows("SELECT V FROM KV"));
        Sql.assertState("42601", () -> rows("SELECT CASE END"));
        Sql.assertState("42601", () -> rows("SELECT CASE WHEN 1=1 2 END"));
        Sql.assertState("42601", () -> rows("SELECT CASE WHEN 1=1 THEN 2"));
    }
}
