package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that DBeaver (its generic driver) and IntelliJ make when they connect, show the tree, open a table, count
 * and edit its rows; and what Flyway says.
 */
class ToolsReplayTest {
    @TempDir
    private Path directory;

    private Connection connection;
    private DatabaseMetaData data;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:" + directory.resolve("store"), "user", "secret");
        data = connection.getMetaData();
        try (Statement setup = connection.createStatement()) {
            setup.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, doc VARCHAR(100) NOT NULL)");
            setup.execute("INSERT INTO orders VALUES (1, 'one'), (2, 'two')");
            setup.execute("INSERT INTO KV VALUES ('a', '1')");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** Returns the values of one column. */
    private static List<String> column(ResultSet rows, String label) throws SQLException {
        try (rows) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(label));
            }
            return values;
        }
    }

    @Test
    void dbeaverConnects() throws SQLException {
        assertTrue(connection.isValid(10));
        assertEquals("MiniLSM", data.getDatabaseProductName());
        assertNotNull(data.getDatabaseProductVersion());
        assertNotNull(data.getDriverName());
        assertFalse(data.isReadOnly());
        assertEquals("\"", data.getIdentifierQuoteString());
        assertNotNull(data.getSQLKeywords());
        assertNotNull(data.getNumericFunctions());
        assertNotNull(data.getStringFunctions());
        assertEquals("\\", data.getSearchStringEscape());
        assertTrue(data.supportsTransactions());
        assertTrue(data.supportsSavepoints());
        assertTrue(data.supportsBatchUpdates());
        assertFalse(data.supportsStoredProcedures());
        assertEquals(List.of(), column(data.getCatalogs(), "TABLE_CAT"));
        assertEquals(List.of("MAIN"), column(data.getSchemas(), "TABLE_SCHEM"));
        assertEquals(List.of("TABLE"), column(data.getTableTypes(), "TABLE_TYPE"));
        assertTrue(column(data.getTypeInfo(), "TYPE_NAME").contains("VARCHAR"));
        assertNull(connection.getCatalog());
        assertEquals("MAIN", connection.getSchema());
        connection.setSchema("MAIN");
        connection.setAutoCommit(true);
        assertNull(connection.getWarnings());
    }

    @Test
    void dbeaverShowsTheTreeAndOpensATable() throws SQLException {
        assertEquals(List.of("KV", "ORDERS"), column(data.getTables(null, "MAIN", "%", null), "TABLE_NAME"));
        assertEquals(List.of("ID", "DOC"), column(data.getColumns(null, "MAIN", "ORDERS", "%"), "COLUMN_NAME"));
        assertEquals(List.of("ID"), column(data.getPrimaryKeys(null, "MAIN", "ORDERS"), "COLUMN_NAME"));
        assertEquals(
                List.of("ORDERS_PK"), column(data.getIndexInfo(null, "MAIN", "ORDERS", false, true), "INDEX_NAME"));
        assertEquals(List.of(), column(data.getImportedKeys(null, "MAIN", "ORDERS"), "FK_NAME"));
        assertEquals(List.of(), column(data.getExportedKeys(null, "MAIN", "ORDERS"), "FK_NAME"));
        assertEquals(List.of(), column(data.getProcedures(null, "MAIN", "%"), "PROCEDURE_NAME"));
        assertEquals(List.of(), column(data.getFunctions(null, "MAIN", "%"), "FUNCTION_NAME"));
        assertEquals(List.of(), column(data.getUDTs(null, "MAIN", "%", null), "TYPE_NAME"));
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(200);
            statement.setFetchSize(200);
            assertTrue(statement.execute("SELECT x.* FROM MAIN.ORDERS x\nORDER BY x.DOC DESC"));
            assertEquals(List.of("two", "one"), column(statement.getResultSet(), "DOC"));
            assertEquals(-1, statement.getUpdateCount());
            String count = "SELECT COUNT(*) FROM (SELECT x.* FROM MAIN.ORDERS x WHERE x.ID > 1) dbvrcnt";
            try (ResultSet rows = statement.executeQuery(count)) {
                assertTrue(rows.next());
                assertEquals(1, rows.getLong(1));
            }
        }
    }

    @Test
    void dbeaverEditsARow() throws SQLException {
        connection.setAutoCommit(false);
        edit("UPDATE MAIN.ORDERS SET DOC=? WHERE ID=?", "ONE", 1);
        edit("INSERT INTO MAIN.ORDERS (ID, DOC) VALUES(?, ?)", 3, "three");
        edit("DELETE FROM MAIN.ORDERS WHERE ID=?", 2);
        connection.commit();
        try (Statement statement = connection.createStatement()) {
            assertEquals(List.of("ONE", "three"), column(statement.executeQuery("SELECT * FROM ORDERS"), "DOC"));
        }
    }

    private void edit(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            assertEquals(1, statement.executeUpdate(), sql);
        }
    }

    @Test
    void intelliJConnectsShowsAndEdits() throws SQLException {
        assertEquals(4, data.getJDBCMajorVersion());
        assertTrue(data.storesUpperCaseIdentifiers());
        assertTrue(data.supportsMixedCaseQuotedIdentifiers() || data.storesUpperCaseQuotedIdentifiers());
        assertEquals("", data.getCatalogSeparator());
        assertEquals(List.of("MAIN"), column(data.getSchemas(null, "%"), "TABLE_SCHEM"));
        assertEquals(
                List.of("KV", "ORDERS"),
                column(data.getTables(null, "MAIN", "%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME"));
        assertEquals(4, column(data.getColumns(null, "MAIN", "%", "%"), "TYPE_NAME").size());
        assertEquals(List.of("K"), column(data.getBestRowIdentifier(null, "MAIN", "KV", 2, true), "COLUMN_NAME"));
        assertEquals(List.of(), column(data.getVersionColumns(null, "MAIN", "KV"), "COLUMN_NAME"));
        assertEquals(List.of(), column(data.getTablePrivileges(null, "MAIN", "%"), "GRANTEE"));
        assertEquals(List.of(), column(data.getClientInfoProperties(), "NAME"));
        try (Statement statement = connection.createStatement()) {
            assertEquals(List.of("keep alive"), column(statement.executeQuery("SELECT 'keep alive' AS a"), "a"));
            assertEquals(
                    List.of("1"),
                    column(statement.executeQuery("SELECT t.*\nFROM MAIN.KV t\nLIMIT 501"), "V"));
            assertEquals(List.of(), column(statement.executeQuery("select * from MAIN.KV where 1 = 0"), "K"));
        }
        edit("UPDATE MAIN.KV t SET t.\"V\" = ? WHERE t.\"K\" = ?", "2", "a");
        edit("INSERT INTO MAIN.KV (K, V) VALUES (?, ?)", "b", "3");
        edit("DELETE FROM MAIN.KV WHERE K = ?", "a");
    }

    /** Flyway knows databases by plugins of its own; it says so and touches nothing. */
    @Test
    void flywaySaysThatItDoesNotKnowTheDatabase() throws SQLException {
        String url = "jdbc:minilsm:" + directory.resolve("store");
        FlywayException refused = assertThrows(
                FlywayException.class,
                () -> Flyway.configure().dataSource(url, "user", "secret").load().migrate());
        assertTrue(refused.getMessage().contains("jdbc:minilsm"), refused.getMessage());
        assertEquals(List.of("KV", "ORDERS"), column(data.getTables(null, null, null, null), "TABLE_NAME"));
    }
}
