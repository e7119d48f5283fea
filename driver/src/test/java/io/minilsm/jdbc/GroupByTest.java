package io.minilsm.jdbc;

import static io.minilsm.jdbc.Sql.assertState;
import static io.minilsm.jdbc.Sql.rows;
import static io.minilsm.jdbc.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GroupByTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:?sortBytes=64k");
        run(connection, "INSERT INTO KV VALUES ('a:1', '5'), ('a:2', '7'), ('b:1', '5'), ('b:2', '5'), ('c:1', '1')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void groupsAreGatheredInTheirOrder() throws SQLException {
        String sql = "SELECT SUBSTRING(K, 1, 1) AS p, COUNT(*), SUM(V), COUNT(DISTINCT V), SUM(DISTINCT V) FROM KV";
        assertEquals("a|2|12|2|12 b|2|10|1|5 c|1|1|1|1", rows(connection, sql + " GROUP BY p"));
        assertEquals("a|2|12|2|12 b|2|10|1|5 c|1|1|1|1", rows(connection, sql + " GROUP BY SUBSTRING(K, 1, 1)"));
        assertEquals("b|2|10|1|5", rows(connection, sql + " GROUP BY 1 HAVING MIN(V) = MAX(V) AND COUNT(*) > 1"));
        assertEquals("a|2|12|2|12 b|2|10|1|5", rows(connection, sql + " GROUP BY p ORDER BY SUM(V) DESC, p LIMIT 2"));
        assertEquals("c|1|1|1|1", rows(connection, sql + " WHERE K LIKE 'c%' GROUP BY p"));
        assertEquals("", rows(connection, sql + " WHERE K = 'x' GROUP BY p"));
    }

    @Test
    void valuesOfAGroupStandInExpressions() throws SQLException {
        assertEquals("5! 7! 1!", rows(connection, "SELECT V || '!' FROM KV GROUP BY V ORDER BY COUNT(*) DESC, V DESC"));
        assertEquals("1|1 2|4", rows(connection, "SELECT CASE V WHEN '1' THEN 1 ELSE 2 END AS c, COUNT(*) FROM KV"
                + " GROUP BY CASE V WHEN '1' THEN 1 ELSE 2 END"));
        assertEquals("2 1", rows(connection, "SELECT DISTINCT COUNT(*) FROM KV GROUP BY SUBSTRING(K, 1, 1)"));
        assertEquals("3|5", rows(connection, "SELECT COUNT(DISTINCT V), COUNT(ALL V) FROM KV HAVING COUNT(*) = 5"));
        assertEquals("", rows(connection, "SELECT COUNT(*) FROM KV HAVING COUNT(*) = 6"));
        assertEquals("5", rows(connection, "SELECT COUNT(*) FROM KV ORDER BY K"));
    }

    @Test
    void rowsOfAnyQueryAreCounted() throws SQLException {
        assertEquals("3", rows(connection, "SELECT COUNT(*) FROM (SELECT DISTINCT V FROM KV) t"));
        assertEquals("2", rows(connection, "select count(*) as c from (select K from KV where K > ? limit 2) t", "a"));
        assertEquals("1", rows(connection, "SELECT COUNT(*) FROM (SELECT COUNT(*) FROM KV)"));
        assertState("0A000", () -> rows(connection, "SELECT COUNT(*) FROM (SELECT K FROM KV) t WHERE K = 'a'"));
        assertState("0A000", () -> rows(connection, "SELECT K FROM (SELECT K FROM KV) t"));
    }

    @Test
    void columnsOutsideOfTheGroupAreRefused() {
        String message = assertState("42601", () -> rows(connection, "SELECT K, COUNT(*) FROM KV GROUP BY V"))
                .getMessage();
        assertTrue(message.contains("GROUP BY"), message);
        assertState("42601", () -> rows(connection, "SELECT V FROM KV GROUP BY V ORDER BY K"));
        assertState("42601", () -> rows(connection, "SELECT V FROM KV GROUP BY V HAVING K = '1'"));
        assertState("42601", () -> rows(connection, "SELECT COUNT(*) AS c FROM KV GROUP BY c"));
        assertState("42703", () -> rows(connection, "SELECT V FROM KV GROUP BY x"));
        assertState("42601", () -> rows(connection, "SELECT V FROM KV GROUP BY 2"));
        assertState("42601", () -> rows(connection, "SELECT 1 GROUP BY 1"));
    }

    @Test
    void groupsHaveABoundOfMemory() throws SQLException {
        for (int i = 0; i < 1000; i++) {
            run(connection, "UPSERT INTO KV VALUES (?, ?)", "k" + i, i % 10);
        }
        assertEquals("10", rows(connection, "SELECT COUNT(DISTINCT V) FROM KV WHERE K LIKE 'k%'"));
        assertEquals("0|100", rows(connection, "SELECT V, COUNT(*) FROM KV WHERE K LIKE 'k%' GROUP BY V LIMIT 1"));
        assertState("53200", () -> rows(connection, "SELECT K, COUNT(*) FROM KV GROUP BY K"));
        assertState("53200", () -> rows(connection, "SELECT COUNT(DISTINCT K) FROM KV"));
    }
}
