package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields of JSON values. */
final class JsonTest {
    private static final String ORDER = "{\"id\":7,\"customer\":{\"name\":\"J\u00F6 \\\"x\\\"\","
            + "\"tags\":[\"a\", {\"b\":1.50}],\"a.b\":\"dotted\"},\"paid\":true,\"note\":null,\"id\":8}";

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String field(Object document, Object path) throws SQLException {
        return Sql.rows(connection, "SELECT ? ->> ?", document, path);
    }

    @Test
    void fieldsAndElementsAreTextAsTheyStand() throws SQLException {
        assertEquals("J\u00F6 \"x\"", field(ORDER, "$.customer.name"));
        assertEquals("7", field(ORDER, "$.id"));
        assertEquals("7", field(ORDER, "id"));
        assertEquals("true", field(ORDER, "$.paid"));
        assertEquals("a", field(ORDER, "$.customer.tags[0]"));
        assertEquals("1.50", field(ORDER, "$.customer.tags[1].b"));
        assertEquals("dotted", field(ORDER, "$.customer.\"a.b\""));
        assertEquals("2", field("[1,2]", 1));
        assertEquals("\"x\"", field("\"\\\"x\\\"\"", "$"));
    }

    @Test
    void objectsAndArraysAreTheirJson() throws SQLException {
        assertEquals("[\"a\", {\"b\":1.50}]", field(ORDER, "$.customer.tags"));
        assertEquals("{\"b\":1.50}", field(ORDER, "$.customer.tags[1]"));
        assertEquals(ORDER, field("  " + ORDER + "\n", "$"));
        String wide = "{\"fill\":\"" + "x\u00E4".repeat(50_000) + "\",\"a\":[" + "1,".repeat(30_000) + "1]}";
        assertEquals(60_003, field(wide, "$.a").length());
    }

    @Test
    void whatIsMissingOrNullIsNull() throws SQLException {
        for (String path : new String[] {
            "$.none", "$.id.x", "$.id[0]", "$[0]", "$.customer.tags[2]", "$.note", "$.note.x"
        }) {
            assertEquals("null", field(ORDER, path), path);
        }
        assertEquals("null", field(null, "$.id"));
        assertEquals("null", field(ORDER, null));
    }

    @Test
    void whatIsNoJsonToItsEndIsNull() throws SQLException {
        for (String document : new String[] {
            "", " ", "x", "{\"id\":1", "{\"id\":1}}", "{\"id\":1} 2", "{\"id\":1,}", "{id:1}", "{'id':1}",
            "{\"id\":01}", "[1,2", "\uFEFF{\"id\":1}", "{\"id\":1}{"
        }) {
            assertEquals("null", field(document, "$.id"), document);
        }
        assertEquals("null", field(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, "$.id"));
        assertEquals("null", field("1 2", "$"));
    }

    @Test
    void badPathsAreRefusedWithTheirPlace() {
        for (String path : new String[] {"$x", "$.", "$..a", "$[", "$[x]", "$[-1]", "$.\"a", "$[9999999999]"}) {
            SQLException e = Sql.assertState("22023", () -> field(ORDER, path));
            assertTrue(e.getMessage().contains("offset=1"), e.getMessage());
        }
        Sql.assertState("22023", () -> field(ORDER, -1));
        Sql.assertState("54001", () -> field("[".repeat(1001) + "]".repeat(1001), "$"));
        Sql.assertState("0A000", () -> Sql.rows(connection, "SELECT '{}' -> 'a'"));
    }

    @Test
    void messagesCanBeAskedByTheirFields() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('o1', '{\"c\":{\"n\":\"Ann\"},\"total\":12.5}'),"
                + " ('o2', '{\"c\":{\"n\":\"Bob\"},\"total\":7}'), ('o3', 'no JSON'), ('o4', '{\"total\":100}')");
        assertEquals("o2", Sql.rows(connection, "SELECT K FROM KV WHERE V ->> '$.c.n' = 'Bob'"));
        assertEquals(
                "o4 o1", Sql.rows(connection, "SELECT K FROM KV WHERE CAST(V ->> '$.total' AS DECIMAL) > 10 ORDER BY"
                        + " CAST(V ->> '$.total' AS DECIMAL) DESC"));
        assertEquals("119.5|3", Sql.rows(connection, "SELECT SUM(V ->> 'total'), COUNT(V ->> 'total') FROM KV"));
        assertEquals("AnnX|1", Sql.rows(
                connection, "SELECT V ->> '$.c' ->> 'n' || 'X', 2-1 FROM KV WHERE K = 'o1' --> comment"));
        assertEquals("o3 o4", Sql.rows(connection, "SELECT K FROM KV WHERE V->>'$.c.n' IS NULL"));
    }
}
