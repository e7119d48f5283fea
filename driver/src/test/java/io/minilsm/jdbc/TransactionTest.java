package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TransactionTest {
    private Connection one;
    private Connection two;

    @BeforeEach
    void open() throws SQLException {
        one = DriverManager.getConnection("jdbc:minilsm:mem:transactions");
        two = DriverManager.getConnection("jdbc:minilsm:mem:transactions");
        Sql.run(one, "INSERT INTO KV VALUES ('a', '1'), ('b', '2'), ('c', '3')");
        one.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        one.close();
        two.close();
    }

    private static String all(Connection connection) throws SQLException {
        return Sql.rows(connection, "SELECT * FROM KV");
    }

    @Test
    void transactionReadsItsOwnWritesAndNobodyElseDoes() throws SQLException {
        Sql.run(one, "INSERT INTO KV VALUES ('aa', 'n'), ('d', '4')");
        Sql.run(one, "DELETE FROM KV WHERE K = 'b'");
        Sql.run(one, "UPDATE KV SET V = V || 'x' WHERE K >= 'c'");
        assertEquals("a|1 aa|n c|3x d|4x", all(one));
        assertEquals("d c aa a", Sql.rows(one, "SELECT K FROM KV ORDER BY K DESC"));
        assertEquals("4", Sql.rows(one, "SELECT COUNT(*) FROM KV"));
        assertEquals("aa", Sql.rows(one, "SELECT K FROM KV WHERE K = 'aa' OR K = 'b'"));
        assertEquals("a|1 b|2 c|3", all(two));
        one.commit();
        assertEquals("a|1 aa|n c|3x d|4x", all(two));
    }

    @Test
    void rollbackDropsEverything() throws SQLException {
        Sql.run(one, "DELETE FROM KV");
        one.rollback();
        assertEquals("a|1 b|2 c|3", all(one));
        one.commit();
        assertEquals("a|1 b|2 c|3", all(two));
    }

    @Test
    void commitIsOneWrite() throws SQLException {
        Store store = two.unwrap(Store.class);
        long before = store.visibleSequence();
        for (int i = 0; i < 10; i++) {
            Sql.run(one, "UPSERT INTO KV VALUES ('x', ?)", i);
        }
        assertEquals(before, store.visibleSequence());
        one.commit();
        assertEquals(before + 1, store.visibleSequence());
    }

    @Test
    void snapshotIsOfTheFirstStatement() throws SQLException {
        Sql.run(two, "UPDATE KV SET V = 'before' WHERE K = 'a'");
        assertEquals("before", Sql.rows(one, "SELECT V FROM KV WHERE K = 'a'"));
        Sql.run(two, "UPDATE KV SET V = 'after' WHERE K = 'a'");
        Sql.run(two, "INSERT INTO KV VALUES ('phantom', 'p')");
        assertEquals("a|before b|2 c|3", all(one));
        one.commit();
        assertEquals("a|after b|2 c|3 phantom|p", all(one));
    }

    @Test
    void lostUpdateIsRefusedAtCommit() throws SQLException {
        Sql.run(one, "UPDATE KV SET V = V + 1 WHERE K = 'a'");
        Sql.run(two, "UPDATE KV SET V = V + 10 WHERE K = 'a'");
        SQLException e = Sql.assertState("40001", one::commit);
        assertInstanceOf(SQLTransactionRollbackException.class, e);
        assertEquals("a|11 b|2 c|3", all(one));
        Sql.run(one, "UPDATE KV SET V = V + 1 WHERE K = 'a'");
        one.commit();
        assertEquals("a|12 b|2 c|3", all(two));
    }

    @Test
    void sameKeyInsertedTwiceConflicts() throws SQLException {
        Sql.run(one, "INSERT INTO KV VALUES ('n', '1')");
        Sql.run(two, "INSERT INTO KV VALUES ('n', '2')");
        Sql.assertState("40001", one::commit);
        Sql.assertState("23505", () -> Sql.run(one, "INSERT INTO KV VALUES ('n', '1')"));
    }

    @Test
    void failedStatementLeavesTheTransactionAsItWas() throws SQLException {
        Sql.run(one, "INSERT INTO KV VALUES ('x', '1')");
        Sql.assertState("23505", () -> Sql.run(one, "INSERT INTO KV VALUES ('y', '1'), ('x', '2')"));
        Sql.assertState("22018", () -> Sql.run(one, "UPDATE KV SET V = V + 'no number'"));
        one.commit();
        assertEquals("a|1 b|2 c|3 x|1", all(two));
    }

    @Test
    void writeSkewIsPreventedWhenSerializableOnly() throws SQLException {
        assertEquals(Connection.TRANSACTION_REPEATABLE_READ, one.getTransactionIsolation());
        assertTrue(skew());
        one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        two.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        assertFalse(skew());
    }

    /** Both read a and b and write one of them; returns whether both commits were let through. */
    private boolean skew() throws SQLException {
        two.setAutoCommit(false);
        for (Connection each : List.of(one, two)) {
            Sql.rows(each, "SELECT V FROM KV WHERE K IN ('a', 'b')");
        }
        Sql.run(one, "UPDATE KV SET V = '0' WHERE K = 'a'");
        Sql.run(two, "UPDATE KV SET V = '0' WHERE K = 'b'");
        one.commit();
        try {
            two.commit();
            return true;
        } catch (SQLTransactionRollbackException e) {
            assertEquals("40001", e.getSQLState());
            return false;
        }
    }

    @Test
    void phantomIsPreventedWhenSerializable() throws SQLException {
        one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        assertEquals("3", Sql.rows(one, "SELECT COUNT(*) FROM KV WHERE K < 'm'"));
        Sql.run(one, "INSERT INTO KV VALUES ('count', '3')");
        Sql.run(two, "INSERT INTO KV VALUES ('d', '4')");
        Sql.assertState("40001", one::commit);
    }

    @Test
    void weakerLevelsAreUpgradedAndNoneIsRefused() throws SQLException {
        one.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        assertEquals(Connection.TRANSACTION_REPEATABLE_READ, one.getTransactionIsolation());
        Sql.assertState("22023", () -> one.setTransactionIsolation(Connection.TRANSACTION_NONE));
        Sql.run(one, "DELETE FROM KV");
        Sql.assertState("25001", () -> one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
        Sql.assertState("25001", () -> one.setReadOnly(true));
    }

    @Test
    void savepointsGoBackInPart() throws SQLException {
        Sql.run(one, "UPDATE KV SET V = 'x' WHERE K = 'a'");
        Savepoint first = one.setSavepoint("first");
        Sql.run(one, "UPDATE KV SET V = 'y' WHERE K = 'a'");
        Sql.run(one, "DELETE FROM KV WHERE K = 'b'");
        Savepoint second = one.setSavepoint();
        Sql.run(one, "INSERT INTO KV VALUES ('z', 'z')");
        one.rollback(second);
        assertEquals("a|y c|3", all(one));
        one.rollback(first);
        assertEquals("a|x b|2 c|3", all(one));
        one.rollback(first);
        one.releaseSavepoint(first);
        Sql.assertState("3B001", () -> one.rollback(first));
        one.commit();
        assertEquals("a|x b|2 c|3", all(two));
        Savepoint other = one.setSavepoint();
        one.commit();
        Sql.assertState("3B001", () -> one.rollback(other));
    }

    @Test
    void openResultKeepsWhatItSawOverLaterStatementsAndCommit() throws SQLException {
        Sql.run(one, "UPDATE KV SET V = 'mine' WHERE K = 'b'");
        try (Statement reading = one.createStatement();
                ResultSet rows = reading.executeQuery("SELECT * FROM KV")) {
            assertTrue(rows.next());
            Sql.run(one, "UPDATE KV SET V = 'later'");
            Sql.run(one, "DELETE FROM KV WHERE K = 'c'");
            one.commit();
            Sql.run(one, "DELETE FROM KV");
            assertEquals("b|mine c|3", Sql.rows(rows));
        }
    }

    @Test
    void resultClosesAtCommitIfAskedTo() throws SQLException {
        try (Statement reading = one.createStatement(
                ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, ResultSet.CLOSE_CURSORS_AT_COMMIT)) {
            ResultSet rows = reading.executeQuery("SELECT * FROM KV");
            assertTrue(rows.next());
            one.commit();
            assertTrue(rows.isClosed());
        }
    }

    @Test
    void switchingAutoCommitOnCommits() throws SQLException {
        Sql.run(one, "DELETE FROM KV WHERE K = 'a'");
        one.setAutoCommit(true);
        assertEquals("b|2 c|3", all(two));
        Sql.assertState("25P01", one::commit);
        Sql.assertState("25P01", one::rollback);
        Sql.assertState("25P01", one::setSavepoint);
    }

    @Test
    void closingDropsTheTransaction() throws SQLException {
        Sql.run(one, "DELETE FROM KV");
        one.close();
        assertEquals("a|1 b|2 c|3", all(two));
    }

    @Test
    void readOnlyConnectionRefusesWrites() throws SQLException {
        two.setReadOnly(true);
        Sql.assertState("25006", () -> Sql.run(two, "DELETE FROM KV"));
        assertEquals("a|1 b|2 c|3", all(two));
        two.setReadOnly(false);
        assertEquals(3, Sql.run(two, "DELETE FROM KV"));
    }

    @Test
    void transactionIsBoundedInMemory() throws SQLException {
        try (Connection small = DriverManager.getConnection("jdbc:minilsm:mem:transactions?transactionBytes=64k")) {
            small.setAutoCommit(false);
            Sql.run(small, "UPSERT INTO KV VALUES ('big', ?)", new byte[40_000]);
            SQLException e = Sql.assertState(
                    "53200", () -> Sql.run(small, "UPSERT INTO KV VALUES ('big2', ?)", new byte[40_000]));
            assertTrue(e.getMessage().contains("transactionBytes=65536"), e.getMessage());
            small.commit();
            assertEquals("4", Sql.rows(small, "SELECT COUNT(*) FROM KV"));
        }
    }

    @Test
    void batchInTransactionTellsWhatSucceededBeforeTheFailure() throws SQLException {
        try (PreparedStatement insert = one.prepareStatement("INSERT INTO KV VALUES (?, '9')")) {
            for (String key : List.of("x", "y", "a", "z")) {
                insert.setString(1, key);
                insert.addBatch();
            }
            BatchUpdateException e = assertThrows(BatchUpdateException.class, insert::executeBatch);
            assertEquals("[1, 1]", Arrays.toString(e.getUpdateCounts()));
        }
        one.commit();
        assertEquals("a|1 b|2 c|3 x|9 y|9", all(two));
    }

    @Test
    void statementsCommitAndRollBackToo() throws SQLException {
        Sql.run(one, "DELETE FROM KV WHERE K = 'a'");
        Sql.run(one, "ROLLBACK");
        Sql.run(one, "DELETE FROM KV WHERE K = 'b'");
        Sql.run(one, "COMMIT");
        assertEquals("a|1 c|3", all(two));
    }

    @Test
    void countersOfManyThreadsLoseNothing() throws Exception {
        int threads = 4;
        int rounds = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    try (Connection own = DriverManager.getConnection("jdbc:minilsm:mem:transactions")) {
                        for (int i = 0; i < rounds; i++) {
                            assertEquals(1, Sql.run(own, "UPDATE KV SET V = V + 1 WHERE K = 'a'"));
                            Sql.run(own, "INSERT INTO KV VALUES ('n', '1') ON CONFLICT (K) DO UPDATE SET V = V + 1");
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdown();
        }
        assertEquals("a|201 b|2 c|3 n|200", all(two));
    }

    /** Random statements in a transaction against a sorted map: same rows, forwards and backwards, at every step. */
    @Test
    void agreesWithAModelUnderRandomStatements() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TreeMap<String, String> model = new TreeMap<>(Map.of("a", "1", "b", "2", "c", "3"));
        TreeMap<String, String> committed = new TreeMap<>(model);
        for (int i = 0; i < 1500; i++) {
            String key = String.valueOf((char) ('a' + random.nextInt(12)));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    Sql.run(one, "UPSERT INTO KV VALUES (?, ?)", key, "v" + i);
                    model.put(key, "v" + i);
                }
                case 3 -> {
                    assertEquals(model.containsKey(key) ? 1 : 0, Sql.run(one, "DELETE FROM KV WHERE K = ?", key));
                    model.remove(key);
                }
                case 4 -> {
                    Sql.run(one, "DELETE FROM KV WHERE K > ? AND K <= ?", key, key + "~");
                    model.subMap(key, false, key + "~", true).clear();
                }
                case 5 -> {
                    Sql.run(one, "UPDATE KV SET V = V || '+' WHERE K < ?", key);
                    model.headMap(key).replaceAll((k, v) -> v + "+");
                }
                case 6 -> {
                    one.commit();
                    committed = new TreeMap<>(model);
                }
                default -> {
                    one.rollback();
                    model = new TreeMap<>(committed);
                }
            }
            String shown = "seed=" + seed + ", step=" + i;
            assertEquals(text(model), all(one), shown);
            TreeMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
            backwards.putAll(model);
            assertEquals(text(backwards), Sql.rows(one, "SELECT * FROM KV ORDER BY K DESC"), shown);
            assertEquals(text(committed), all(two), shown);
        }
    }

    private static String text(Map<String, String> rows) {
        List<String> all = new ArrayList<>();
        rows.forEach((key, value) -> all.add(key + "|" + value));
        return String.join(" ", all);
    }

    @Test
    void goingBackOrReleasingEndsTheSavepointsBehind() throws SQLException {
        Savepoint first = one.setSavepoint();
        Sql.run(one, "DELETE FROM KV WHERE K = 'a'");
        Savepoint second = one.setSavepoint();
        one.rollback(first);
        Sql.run(one, "DELETE FROM KV WHERE K = 'b'");
        Sql.assertState("3B001", () -> one.rollback(second));
        Sql.assertState("3B001", () -> one.releaseSavepoint(second));
        assertEquals("a|1 c|3", all(one));
        Savepoint third = one.setSavepoint();
        one.releaseSavepoint(first);
        Sql.assertState("3B001", () -> one.rollback(third));
        one.commit();
        assertEquals("a|1 c|3", all(two));
    }

    @Test
    void keySeenByInsertCountsAsReadWhenSerializable() throws SQLException {
        for (String insert :
                List.of("INSERT OR IGNORE INTO KV VALUES ('a', 'x')", "INSERT INTO KV VALUES ('a', 'x')")) {
            one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            try {
                assertEquals(0, Sql.run(one, insert));
            } catch (SQLException e) {
                assertEquals("23505", e.getSQLState());
            }
            Sql.run(one, "UPSERT INTO KV VALUES ('a exists', 'yes')");
            Sql.run(two, "DELETE FROM KV WHERE K = 'a'");
            Sql.assertState("40001", one::commit);
            Sql.run(two, "INSERT INTO KV VALUES ('a', '1')");
        }
    }

    @Test
    void ownWritesAreInScansBothWaysWithLimitAndOffset() throws SQLException {
        Sql.run(one, "DELETE FROM KV WHERE K = 'b'");
        Sql.run(one, "INSERT INTO KV VALUES ('aa', 'n'), ('d', 'n'), ('0', 'n')");
        Sql.run(one, "UPDATE KV SET V = 'u' WHERE K = 'c'");
        assertEquals("0|n a|1 aa|n c|u d|n", all(one));
        assertEquals("d|n c|u aa|n a|1 0|n", Sql.rows(one, "SELECT * FROM KV ORDER BY K DESC"));
        assertEquals("a|1 aa|n", Sql.rows(one, "SELECT * FROM KV LIMIT 2 OFFSET 1"));
        assertEquals("c|u aa|n", Sql.rows(one, "SELECT * FROM KV ORDER BY K DESC LIMIT 2 OFFSET 1"));
        assertEquals("aa|n", Sql.rows(one, "SELECT * FROM KV WHERE K BETWEEN 'aa' AND 'b'"));
        assertEquals("0|d|5", Sql.rows(one, "SELECT MIN(K), MAX(K), COUNT(*) FROM KV"));
        assertEquals("d", Sql.rows(one, "SELECT MAX(K) FROM KV"));
        Sql.assertState("23505", () -> Sql.run(one, "INSERT INTO KV VALUES ('aa', 'again')"));
        assertEquals(1, Sql.run(one, "INSERT INTO KV VALUES ('b', 'new')"));
        assertEquals("a|1 b|2 c|3", all(two));
        one.rollback();
        assertEquals("a|1 b|2 c|3", all(one));
    }

    @Test
    void resultsReadToTheirEndLeaveNothingBehindUnclosed() throws SQLException {
        for (int i = 0; i < 1000; i++) {
            assertEquals("a|1 b|2 c|3", Sql.rows(two.createStatement().executeQuery("SELECT * FROM KV")));
        }
        StoreStats stats = two.unwrap(Store.class).stats();
        assertEquals(0, stats.openSnapshots() + stats.openCursors());
        two.createStatement().executeQuery("SELECT * FROM KV WHERE K IN ('a', 'b')").next();
        one.createStatement().executeQuery("SELECT * FROM KV").next();
        one.commit();
        two.close();
        one.close();
    }
}
