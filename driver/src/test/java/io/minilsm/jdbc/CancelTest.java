package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.jdbc.run.Execution;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CancelTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES (?, 'v')")) {
            for (int i = 0; i < 3000; i++) {
                insert.setString(1, String.format("%05d", i));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void cancelStopsAnOpenResultAndNotTheNextExecution() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT * FROM KV");
            assertTrue(rows.next());
            statement.cancel();
            Sql.assertState("57014", rows::next);
            assertTrue(statement.executeQuery("SELECT * FROM KV").next());
        }
    }

    @Test
    void cancelOfAnIdleStatementDoesNothing() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.cancel();
            assertTrue(statement.executeQuery("SELECT * FROM KV").next());
            statement.executeUpdate("DELETE FROM KV WHERE K = 'x'");
            statement.cancel();
            assertTrue(statement.executeQuery("SELECT COUNT(*) FROM KV").next());
        }
    }

    @Test
    void cancelStopsARunningStatementOfAnotherThread() throws Exception {
        try (Statement statement = connection.createStatement()) {
            // 3000 rows against a pattern that costs some million steps each: many seconds, if nobody stops it.
            Sql.run(connection, "UPDATE KV SET V = ?", "a".repeat(4000));
            String slow = "SELECT COUNT(*) FROM KV WHERE V LIKE '%" + "a".repeat(2000) + "b%'";
            AtomicReference<SQLException> thrown = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Thread runner = new Thread(() -> {
                started.countDown();
                thrown.set(assertThrows(SQLException.class, () -> statement.executeQuery(slow)));
            });
            runner.start();
            started.await();
            while (runner.isAlive()) {
                statement.cancel();
                Thread.onSpinWait();
            }
            runner.join();
            assertEquals("57014", thrown.get().getSQLState());
            assertEquals("3000", Sql.rows(connection, "SELECT COUNT(*) FROM KV"));
        }
    }

    @Test
    void timeoutCountsTimeInCallsOnly() throws SQLException {
        AtomicLong clock = new AtomicLong();
        Execution execution = new Execution(1_000_000_000L, clock::get);
        execution.enter();
        for (int i = 0; i < 1000; i++) {
            execution.check();
        }
        clock.set(5_000_000_000L);
        execution.enter();
        for (int i = 0; i < 1000; i++) {
            execution.check();
        }
        clock.addAndGet(1_000_000_001L);
        SQLException e = assertThrows(SQLException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                execution.check();
            }
        });
        assertInstanceOf(SQLTimeoutException.class, e);
        assertEquals("57014", e.getSQLState());
    }

    @Test
    void interruptedThreadReadsAndCommitsAndKeepsItsFlag() throws SQLException {
        Thread.currentThread().interrupt();
        try {
            assertEquals(1, Sql.run(connection, "UPSERT INTO KV VALUES ('i', 'n')"));
            assertEquals("n", Sql.rows(connection, "SELECT V FROM KV WHERE K = 'i'"));
            connection.setAutoCommit(false);
            Sql.run(connection, "DELETE FROM KV WHERE K = 'i'");
            connection.commit();
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
        assertEquals("3000", Sql.rows(connection, "SELECT COUNT(*) FROM KV"));
    }

    @Test
    void abortStopsWhatRunsAndClosesInTheExecutor() throws Exception {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM KV");
        assertTrue(rows.next());
        AtomicReference<Runnable> closing = new AtomicReference<>();
        connection.abort(closing::set);
        assertTrue(connection.isClosed());
        assertFalse(connection.isValid(1));
        Sql.assertState("08003", rows::next);
        closing.get().run();
        connection.abort(closing::set);
        Sql.assertState("22023", () -> connection.abort(null));
    }

    @Test
    void twoThreadsOnOneConnectionTakeTurns() throws Exception {
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Runnable work = () -> {
            try {
                for (int i = 0; i < 50; i++) {
                    Sql.run(connection, "UPSERT INTO KV VALUES (?, 'x')", Thread.currentThread().getName());
                    assertEquals("100", Sql.rows(connection, "SELECT COUNT(*) FROM KV WHERE K LIKE '001%'"));
                }
            } catch (Throwable e) {
                failed.set(e);
            }
        };
        Thread one = new Thread(work);
        Thread two = new Thread(work);
        one.start();
        two.start();
        one.join();
        two.join();
        assertEquals(null, failed.get());
    }

    @Test
    void abortReleasesEvenIfTheExecutorRefuses() throws SQLException {
        String url = "jdbc:minilsm:mem:aborted";
        Connection aborted = DriverManager.getConnection(url);
        Sql.run(aborted, "INSERT INTO KV VALUES ('a', '1')");
        aborted.abort(command -> {
            throw new RejectedExecutionException();
        });
        assertTrue(aborted.isClosed());
        try (Connection fresh = DriverManager.getConnection(url)) {
            assertEquals("0", Sql.rows(fresh, "SELECT COUNT(*) FROM KV"));
        }
    }

    @Test
    void timeoutStopsALongScan() throws SQLException {
        Sql.run(connection, "UPDATE KV SET V = ?", "a".repeat(4000));
        // Some million steps for each of 3000 rows: many seconds, if nobody stops it.
        String slow = " WHERE V LIKE '%" + "a".repeat(2000) + "b%'";
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThrows(SQLTimeoutException.class, () -> statement.executeQuery("SELECT COUNT(*) FROM KV" + slow));
            assertThrows(SQLTimeoutException.class, () -> statement.executeUpdate("DELETE FROM KV" + slow));
            ResultSet rows = statement.executeQuery("SELECT * FROM KV" + slow);
            assertThrows(SQLTimeoutException.class, rows::next);
            assertTrue(statement.executeQuery("SELECT * FROM KV").next());
        }
    }
}
