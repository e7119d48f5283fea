package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetaDataTest {
    private Connection connection;
    private DatabaseMetaData metaData;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
        metaData = connection.getMetaData();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** Every method with any arguments: an answer, never null for a result set, never an exception. */
    @Test
    void everyMethodAnswers() throws Exception {
        int called = 0;
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (method.getDeclaringClass() != DatabaseMetaData.class) {
                continue;
            }
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = types[i] == int.class ? (Object) 0 : types[i] == boolean.class ? false : null;
            }
            Object answer = method.invoke(metaData, arguments);
            assertNotNull(answer, method.getName());
            if (answer instanceof ResultSet rows) {
                assertTrue(rows.getMetaData().getColumnCount() > 0, method.getName());
                Sql.rows(rows);
                rows.close();
            }
            called++;
        }
        assertTrue(called > 170, "called=" + called);
    }

    @Test
    void tableColumnsAndKeyAreDescribed() throws SQLException {
        try (ResultSet tables = metaData.getTables(null, "%", "K%", new String[] {"TABLE", "VIEW"})) {
            assertTrue(tables.next());
            assertEquals("KV", tables.getString("TABLE_NAME"));
            assertEquals("MAIN", tables.getString("TABLE_SCHEM"));
            assertEquals("TABLE", tables.getString("TABLE_TYPE"));
            assertFalse(tables.next());
        }
        assertFalse(metaData.getTables(null, null, "X%", null).next());
        assertFalse(metaData.getTables(null, null, null, new String[] {"VIEW"}).next());
        assertFalse(metaData.getTables("cat", null, null, null).next());
        assertTrue(metaData.getTables("", "main", "kv", null).next());
        try (ResultSet columns = metaData.getColumns(null, null, "KV", null)) {
            assertTrue(columns.next());
            assertEquals("K", columns.getString("COLUMN_NAME"));
            assertEquals(Types.VARCHAR, columns.getInt("DATA_TYPE"));
            assertEquals(1, columns.getInt("ORDINAL_POSITION"));
            assertEquals(DatabaseMetaData.columnNoNulls, columns.getInt("NULLABLE"));
            columns.getInt("DECIMAL_DIGITS");
            assertTrue(columns.wasNull());
            assertTrue(columns.next());
            assertEquals("V", columns.getString(4));
            assertEquals(24, columns.getMetaData().getColumnCount());
            assertFalse(columns.next());
        }
        try (ResultSet keys = metaData.getPrimaryKeys(null, null, "KV")) {
            assertTrue(keys.next());
            assertEquals("K", keys.getString("COLUMN_NAME"));
        }
    }

    @Test
    void resultColumnsAreDescribedBeforeAndAfterTheQuery() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT K AS id, key, V, LENGTH(V) n, ?, X'00' FROM KV")) {
            ResultSetMetaData before = statement.getMetaData();
            assertEquals(6, before.getColumnCount());
            assertEquals("id", before.getColumnLabel(1));
            assertEquals("K", before.getColumnName(1));
            assertEquals("key", before.getColumnLabel(2));
            assertEquals("V", before.getColumnLabel(3));
            assertEquals("KV", before.getTableName(3));
            assertEquals(Types.BIGINT, before.getColumnType(4));
            assertEquals("java.lang.Long", before.getColumnClassName(4));
            assertEquals(Types.VARBINARY, before.getColumnType(6));
            assertEquals(ResultSetMetaData.columnNoNulls, before.isNullable(1));
            ParameterMetaData parameters = statement.getParameterMetaData();
            assertEquals(1, parameters.getParameterCount());
            Sql.assertState("07001", () -> parameters.getParameterType(2));
            Sql.assertState("42703", () -> before.getColumnName(7));
        }
        try (PreparedStatement update = connection.prepareStatement("DELETE FROM KV")) {
            assertEquals(null, update.getMetaData());
        }
    }

    @Test
    void objectsAreOfTheClassThatTheColumnPromises() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('k', 'v')");
        String sql = "SELECT K, 1, 5000000000, 1.5, TRUE, X'01', LENGTH(V), CAST(7 AS INTEGER), V = 'v', 1 + 1,"
                + " CAST(1 AS DOUBLE), 'x' || K, COALESCE(NULL, V) FROM KV";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            assertTrue(rows.next());
            ResultSetMetaData columns = rows.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                Object value = rows.getObject(i);
                if (columns.getColumnType(i) != Types.NULL) {
                    assertEquals(columns.getColumnClassName(i), value.getClass().getName(), "column " + i);
                }
            }
        }
    }

    @Test
    void wrappersUnwrap() throws SQLException {
        assertTrue(connection.isWrapperFor(Connection.class));
        assertTrue(connection.isWrapperFor(Store.class));
        assertNotNull(connection.unwrap(Store.class));
        assertFalse(connection.isWrapperFor(String.class));
        Sql.assertState("22023", () -> connection.unwrap(String.class));
        assertTrue(metaData.isWrapperFor(DatabaseMetaData.class));
    }
}
