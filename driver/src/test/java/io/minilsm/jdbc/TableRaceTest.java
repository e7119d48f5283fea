package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tables that are made, dropped and emptied by many while others write and read them. */
final class TableRaceTest {
    private static final Set<String> EXPECTED = Set.of("40001", "42P01", "42P07");
    private static final int STEPS = 300;

    private final long seed = Long.getLong("minilsm.seed", System.nanoTime());
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void rowsNeverAppearInAnotherTable() throws Exception {
        String url = "jdbc:minilsm:mem:race" + seed;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Connection keep = DriverManager.getConnection(url)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                Callable<Void> task = () -> work(url, random);
                running.add(pool.submit(task));
            }
            for (Future<Void> each : running) {
                each.get();
            }
            assertTrue(done.get() > STEPS, "seed=" + seed);
            try (Statement statement = keep.createStatement()) {
                for (String table : List.of("A", "B")) {
                    statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (k VARCHAR PRIMARY KEY, v VARCHAR)");
                    check(statement, table);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Void work(String url, Random random) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < STEPS; i++) {
                try {
                    step(connection, statement, random);
                    done.incrementAndGet();
                } catch (SQLException e) {
                    assertTrue(EXPECTED.contains(e.getSQLState()), "seed=" + seed + ": " + e);
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                }
            }
        }
        return null;
    }

    private void step(Connection connection, Statement statement, Random random) throws SQLException {
        String table = random.nextBoolean() ? "A" : "B";
        String type = random.nextBoolean() ? "VARCHAR" : "BIGINT";
        int key = random.nextInt(50);
        switch (random.nextInt(10)) {
            case 0 -> statement.execute("CREATE TABLE " + table + " (k " + type + " PRIMARY KEY, v VARCHAR)");
            case 1 -> statement.execute("DROP TABLE " + table);
            case 2 -> statement.execute("TRUNCATE TABLE " + table);
            case 3 -> {
                connection.setAutoCommit(false);
                statement.execute("UPSERT INTO " + table + " VALUES (" + key + ", '" + table + "')");
                check(statement, table);
                connection.commit();
                connection.setAutoCommit(true);
            }
            case 4, 5 -> check(statement, table);
            case 6 -> statement.execute("UPDATE " + table + " SET v = v WHERE k < 25");
            default -> statement.execute("UPSERT INTO " + table + " VALUES (" + key + ", '" + table + "')");
        }
    }

    private void check(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT k, v FROM " + table)) {
            while (rows.next()) {
                assertEquals(table, rows.getString(2), "seed=" + seed);
                int key = rows.getInt(1);
                assertTrue(key >= 0 && key < 50, "seed=" + seed + ", key=" + key);
            }
        }
    }
}
