package io.minilsm.jdbc;

import static io.minilsm.jdbc.Sql.assertState;
import static io.minilsm.jdbc.Sql.rows;
import static io.minilsm.jdbc.Sql.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private String url;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        url = "jdbc:minilsm:mem:tables" + NAMES.incrementAndGet();
        connection = DriverManager.getConnection(url);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private Connection another() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Test
    void tablesKeepTheirRowsApart() throws SQLException {
        run(connection, "CREATE TABLE orders (id VARCHAR(40) PRIMARY KEY, doc VARCHAR NOT NULL)");
        run(connection, "create table if not exists Orders (a bigint, b text)");
        run(connection, "INSERT INTO ORDERS VALUES ('a', '1'), ('b', '2')");
        run(connection, "INSERT INTO KV VALUES ('a', 'plain')");
        assertEquals("a|1 b|2", rows(connection, "SELECT * FROM orders"));
        assertEquals("2", rows(connection, "SELECT o.doc FROM main.orders o WHERE o.ID = 'b'"));
        assertEquals("a|plain", rows(connection, "SELECT * FROM KV"));
        assertState("23505", () -> run(connection, "INSERT INTO orders (doc, id) VALUES ('3', 'a')"));
        assertEquals(1, run(connection, "UPDATE orders SET doc = doc || '!' WHERE id = 'a'"));
        assertEquals(1, run(connection, "DELETE FROM orders WHERE doc = '2'"));
        assertEquals("a|1!", rows(connection, "SELECT * FROM orders"));
        assertState("42P07", () -> run(connection, "CREATE TABLE orders (k VARCHAR, v VARCHAR)"));
        assertState("42703", () -> rows(connection, "SELECT K FROM orders"));
        assertState("42P01", () -> rows(connection, "SELECT KV.id FROM orders"));
    }

    @Test
    void bigintKeysAreOrderedAndComparedAsNumbers() throws SQLException {
        run(connection, "CREATE TABLE t (id BIGINT PRIMARY KEY, n INTEGER)");
        for (long id : new long[] {0, -1, 10, 9, Long.MIN_VALUE, Long.MAX_VALUE, 255, 256}) {
            run(connection, "INSERT INTO t VALUES (?, ?)", id, id / 2);
        }
        assertEquals(
                "-9223372036854775808 -1 0 9 10 255 256 9223372036854775807", rows(connection, "SELECT id FROM t"));
        assertEquals("9 10", rows(connection, "SELECT id FROM t WHERE id BETWEEN 1 AND 10.5"));
        assertEquals("10", rows(connection, "SELECT id FROM t WHERE id = '10'"));
        assertEquals("255 256", rows(connection, "SELECT id FROM t WHERE id > 10.5 AND id < 1E30 - 1E30 + 1000"));
        assertEquals("", rows(connection, "SELECT id FROM t WHERE id = 9.5 OR id > 1E300 OR id < ?", -1e300));
        assertEquals("-1 9", rows(connection, "SELECT id FROM t WHERE id IN (9, -1, 8.5, NULL)"));
        assertEquals("8", rows(connection, "SELECT COUNT(*) FROM t WHERE id <> 1E-999999"));
        assertEquals("256 255", rows(connection, "SELECT id FROM t WHERE id >= 11 AND n < 1000 ORDER BY id DESC"));
        assertEquals("256 255", rows(connection, "SELECT id FROM t WHERE id LIKE '25%' ORDER BY n DESC"));
        assertEquals("-9223372036854775808|9223372036854775807", rows(connection, "SELECT MIN(id), MAX(id) FROM t"));
        run(connection, "UPDATE t SET n = n + id WHERE id = 10");
        assertEquals("15", rows(connection, "SELECT n FROM t WHERE id = 10"));
        assertState("22018", () -> run(connection, "INSERT INTO t VALUES ('x', 1)"));
        assertState("22003", () -> run(connection, "INSERT INTO t VALUES (1.5, 1)"));
        assertState("22003", () -> run(connection, "INSERT INTO t VALUES (9223372036854775808, 1)"));
        assertState("22003", () -> run(connection, "INSERT INTO t VALUES (1E999999, 1)"));
        assertState("23502", () -> run(connection, "INSERT INTO t VALUES (NULL, 1)"));
        String duplicate = assertState("23505", () -> run(connection, "INSERT INTO t VALUES (-1, 1)")).getMessage();
        assertTrue(duplicate.contains("ID=-1"), duplicate);
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM t WHERE id = 9");
                ResultSet rows = query.executeQuery()) {
            assertEquals(Types.BIGINT, rows.getMetaData().getColumnType(1));
            assertTrue(rows.next());
            assertEquals(9L, rows.getObject(1));
            assertEquals(9, rows.getInt("id"));
        }
    }

    @Test
    void explainShowsNumbers() throws SQLException {
        run(connection, "CREATE TABLE t (id BIGINT PRIMARY KEY, n INTEGER)");
        assertEquals(
                "scans: 1: [-5, behind 10)",
                rows(connection, "EXPLAIN SELECT * FROM t WHERE id BETWEEN -5 AND 10").split(" filter")[0]);
        assertEquals(
                "scans: 2: ID = -1, ID = 7",
                rows(connection, "EXPLAIN DELETE FROM t WHERE id IN (7, -1)").split(" filter")[0]);
    }

    @Test
    void binaryColumnsKeepAnyBytes() throws SQLException {
        run(connection, "CREATE TABLE blobs (h VARBINARY(4) PRIMARY KEY, b BLOB)");
        byte[] bytes = {0, -1, -128, 7};
        run(connection, "INSERT INTO blobs VALUES (?, ?)", bytes, bytes);
        try (PreparedStatement query = connection.prepareStatement("SELECT b FROM blobs WHERE h = ?")) {
            query.setBytes(1, bytes);
            try (ResultSet rows = query.executeQuery()) {
                assertTrue(rows.next());
                assertArrayEquals(bytes, (byte[]) rows.getObject(1));
            }
        }
        assertState("22001", () -> run(connection, "INSERT INTO blobs VALUES (X'0102030405', X'')"));
        run(connection, "CREATE TABLE short (k VARCHAR(2) PRIMARY KEY, v VARCHAR(3))");
        run(connection, "INSERT INTO short VALUES ('\u00e4\u00f6', 'abc')");
        assertState("22001", () -> run(connection, "UPDATE short SET v = 'abcd'"));
    }

    @Test
    void droppedTablesLeaveNothing() throws SQLException {
        run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        for (int i = 0; i < 2500; i++) {
            run(connection, "INSERT INTO t VALUES (?, 'x')", i);
        }
        run(connection, "DROP TABLE t");
        assertState("42P01", () -> rows(connection, "SELECT * FROM t"));
        assertState("42P01", () -> run(connection, "DROP TABLE t"));
        run(connection, "DROP TABLE IF EXISTS t");
        run(connection, "CREATE TABLE t (id BIGINT PRIMARY KEY, v VARCHAR)");
        assertEquals("0", rows(connection, "SELECT COUNT(*) FROM t"));
        int spaces = connection.unwrap(Store.class).keySpaceNames().size();
        for (int i = 0; i < 20; i++) {
            run(connection, "INSERT INTO t VALUES (1, 'x')");
            run(connection, "TRUNCATE TABLE t");
            run(connection, "DROP TABLE t");
            run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        }
        assertTrue(connection.unwrap(Store.class).keySpaceNames().size() <= spaces + 1);
        assertState("0A000", () -> run(connection, "DROP TABLE KV"));
    }

    @Test
    void rowsThatACrashLeftAreDeletedByTheNextDefinition() throws Exception {
        run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        run(connection, "INSERT INTO t VALUES ('a', '1'), ('b', '2')");
        Store store = connection.unwrap(Store.class);
        KeySpace entries = store.keySpace("minilsm.jdbc.tables");
        KeySpace rows = store.keySpace("minilsm.jdbc.rows.1");
        assertEquals(2, rows.multiGet(List.of(bytes("a"), bytes("b"))).stream().filter(row -> row != null).count());
        // As DROP leaves it behind its one batch.
        entries.delete(bytes("tT"));
        entries.put(bytes("dminilsm.jdbc.rows.1"), new byte[8]);
        run(connection, "CREATE TABLE u (k VARCHAR PRIMARY KEY, v VARCHAR)");
        assertNull(rows.get(bytes("a")));
        assertNull(rows.get(bytes("b")));
        assertNull(entries.get(bytes("dminilsm.jdbc.rows.1")));
        assertEquals("", rows(connection, "SELECT * FROM u"));
        run(connection, "CREATE TABLE w (k VARCHAR PRIMARY KEY, v VARCHAR)");
        run(connection, "INSERT INTO w VALUES ('x', '1')");
        assertNotNull(rows.get(bytes("x")), "the free key space was not used again");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void truncateEmptiesKvToo() throws SQLException {
        for (int i = 0; i < 2001; i++) {
            run(connection, "INSERT INTO KV VALUES (?, 'x')", i);
        }
        run(connection, "TRUNCATE TABLE KV");
        assertEquals("0", rows(connection, "SELECT COUNT(*) FROM KV"));
        assertState("42P01", () -> run(connection, "TRUNCATE TABLE nothing"));
    }

    @Test
    void transactionsSpanTables() throws SQLException {
        run(connection, "CREATE TABLE a (k VARCHAR PRIMARY KEY, v VARCHAR)");
        run(connection, "CREATE TABLE b (k BIGINT PRIMARY KEY, v VARCHAR)");
        connection.setAutoCommit(false);
        run(connection, "INSERT INTO a VALUES ('x', '1')");
        Savepoint savepoint = connection.setSavepoint();
        run(connection, "INSERT INTO b VALUES (7, 'seven')");
        run(connection, "INSERT INTO KV SELECT k, v FROM b");
        run(connection, "UPDATE a SET v = '2'");
        assertEquals("7|seven", rows(connection, "SELECT * FROM KV"));
        connection.rollback(savepoint);
        assertEquals("x|1", rows(connection, "SELECT * FROM a"));
        assertEquals("", rows(connection, "SELECT * FROM b"));
        run(connection, "INSERT INTO b VALUES (8, 'eight')");
        try (Connection other = another()) {
            assertEquals("", rows(other, "SELECT * FROM a"));
            connection.commit();
            assertEquals("x|1", rows(other, "SELECT * FROM a"));
            assertEquals("8|eight", rows(other, "SELECT * FROM b"));
        }
    }

    @Test
    void writesToATableThatWasReplacedConflict() throws SQLException {
        run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        run(connection, "INSERT INTO t VALUES ('old', '1')");
        try (Connection other = another()) {
            other.setAutoCommit(false);
            run(other, "INSERT INTO t VALUES ('new', '2')");
            run(connection, "TRUNCATE TABLE t");
            assertEquals("new|2 old|1", rows(other, "SELECT * FROM t"));
            assertState("40001", other::commit);
            assertEquals("", rows(other, "SELECT * FROM t"));
            other.rollback();
            run(connection, "DROP TABLE t");
            assertState("42P01", () -> run(other, "INSERT INTO t VALUES ('new', '2')"));
        }
    }

    @Test
    void preparedStatementsFollowTheTable() throws SQLException {
        run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        try (Connection other = another();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)");
                PreparedStatement query = connection.prepareStatement("SELECT k FROM t ORDER BY k DESC")) {
            run(other, "DROP TABLE t");
            insert.setInt(1, 9);
            insert.setInt(2, 1);
            assertState("42P01", insert::executeUpdate);
            assertState("42P01", query::executeQuery);
            run(other, "CREATE TABLE t (k BIGINT PRIMARY KEY, v BIGINT)");
            assertEquals(1, insert.executeUpdate());
            insert.setInt(1, 10);
            insert.addBatch();
            assertArrayEquals(new int[] {1}, insert.executeBatch());
            try (ResultSet rows = query.executeQuery()) {
                assertEquals("10 9", rows(rows));
            }
        }
    }

    @Test
    void definitionsCommitTheTransaction() throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "INSERT INTO KV VALUES ('a', '1')");
        run(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR)");
        connection.rollback();
        assertEquals("1", rows(connection, "SELECT COUNT(*) FROM KV"));
        assertTrue(connection.getMetaData().dataDefinitionCausesTransactionCommit());
        connection.rollback();
        connection.setReadOnly(true);
        assertState("25006", () -> run(connection, "DROP TABLE t"));
    }

    @Test
    void metadataListsTheTables() throws SQLException {
        run(connection, "CREATE TABLE my_t (id BIGINT, doc VARCHAR(100), CONSTRAINT c PRIMARY KEY (id))");
        run(connection, "CREATE TABLE \"myXt\" (k VARCHAR PRIMARY KEY, v VARCHAR)");
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        assertEquals(List.of("KV", "MY_T", "myXt"), names);
        try (ResultSet columns = connection.getMetaData().getColumns(null, "MAIN", "MY\\_T", null)) {
            assertTrue(columns.next());
            assertEquals("ID", columns.getString("COLUMN_NAME"));
            assertEquals(Types.BIGINT, columns.getInt("DATA_TYPE"));
            assertTrue(columns.next());
            assertEquals(100, columns.getInt("COLUMN_SIZE"));
            assertFalse(columns.next());
        }
        try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, null, "MY_T")) {
            assertEquals("null|MAIN|MY_T|ID|1|MY_T_PK", rows(keys));
        }
    }

    @Test
    void otherShapesAreRefusedWithWhatToDo() {
        for (String sql : List.of(
                "CREATE TABLE t (k VARCHAR PRIMARY KEY)",
                "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR, w VARCHAR)",
                "CREATE TABLE t (k VARCHAR, v VARCHAR PRIMARY KEY)",
                "CREATE TABLE t (k VARCHAR, v VARCHAR, PRIMARY KEY (k, v))",
                "CREATE TABLE t (k TIMESTAMP PRIMARY KEY, v VARCHAR)",
                "CREATE TABLE t (k VARCHAR PRIMARY KEY, v VARCHAR DEFAULT 'x')",
                "CREATE TABLE t AS SELECT * FROM KV",
                "CREATE INDEX i ON KV (V)",
                "EXPLAIN DROP TABLE t")) {
            String message = assertState("0A000", () -> run(connection, sql)).getMessage();
            assertTrue(message.startsWith("not supported: "), message);
        }
        assertState("42601", () -> run(connection, "CREATE TABLE t (k VARCHAR, k VARCHAR)"));
        assertState("42601", () -> run(connection, "CREATE TABLE t (k VARCHAR(0), v VARCHAR)"));
        assertState("42703", () -> run(connection, "CREATE TABLE t (k VARCHAR, v VARCHAR, PRIMARY KEY (x))"));
        assertState("22021", () -> run(connection, "CREATE TABLE \"\ud800\" (k VARCHAR, v VARCHAR)"));
    }

    @Test
    void tablesAreThereAfterReopening(@TempDir Path directory) throws SQLException {
        String disk = "jdbc:minilsm:" + directory.resolve("store");
        try (Connection first = DriverManager.getConnection(disk)) {
            run(first, "CREATE TABLE t (id BIGINT PRIMARY KEY, v VARCHAR)");
            run(first, "INSERT INTO t VALUES (5, 'five')");
        }
        try (Connection second = DriverManager.getConnection(disk + "?readOnly=true")) {
            assertEquals("5|five", rows(second, "SELECT * FROM t"));
            assertState("25006", () -> run(second, "CREATE TABLE u (k VARCHAR, v VARCHAR)"));
        }
    }
}
