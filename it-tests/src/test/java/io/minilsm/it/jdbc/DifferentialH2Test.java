package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.it.jdbc.RandomStatements.Made;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Random statements about whole numbers give the same rows, counts and refusals as in H2. */
class DifferentialH2Test {
    /** {@code -Dminilsm.statements=1000000} for the long version. */
    private static final int STATEMENTS = Integer.getInteger("minilsm.statements", 3000);

    private final long seed = Long.getLong("minilsm.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private int rowsSeen;
    private int refused;

    @Test
    void randomStatementsAgreeWithH2() throws SQLException {
        try (Connection ours = DriverManager.getConnection("jdbc:minilsm:mem:");
                Connection theirs = DriverManager.getConnection("jdbc:h2:mem:")) {
            for (Connection each : List.of(ours, theirs)) {
                change(each, "CREATE TABLE N (K BIGINT PRIMARY KEY, V BIGINT NOT NULL)");
            }
            for (int i = 0; i < STATEMENTS; i++) {
                Made made = next();
                String where = "seed=" + seed + ", statement=" + i + ": " + made;
                assertEquals(outcome(theirs, made), outcome(ours, made), where);
                if (random.nextInt(100) == 0) {
                    end(ours, theirs);
                }
            }
        }
        assertTrue(rowsSeen > STATEMENTS, "rows=" + rowsSeen);
        assertTrue(refused > STATEMENTS / 100, "refused=" + refused);
    }

    private static void change(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** H2 knows MERGE and not INSERT OR REPLACE. */
    private Made next() {
        Made made = new RandomNumbers(random).next();
        String sql = made.ours();
        if (sql.startsWith("INSERT OR REPLACE INTO N VALUES")) {
            sql = sql.replace("INSERT OR REPLACE INTO N", "MERGE INTO N KEY (K)");
        }
        sql = sql.replaceFirst("^INSERT OR (REPLACE|IGNORE)", "INSERT");
        return new Made(sql, sql, made.parameters(), made.query());
    }

    private String outcome(Connection connection, Made made) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(made.ours())) {
            for (int i = 0; i < made.parameters().size(); i++) {
                statement.setObject(i + 1, made.parameters().get(i));
            }
            if (!made.query()) {
                return "changed " + statement.executeUpdate();
            }
            StringJoiner all = new StringJoiner("\n");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    StringJoiner row = new StringJoiner("|");
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        row.add(rows.getString(column));
                    }
                    all.add(row.toString());
                    rowsSeen++;
                }
            }
            return all.toString();
        } catch (SQLException e) {
            if ("23505".equals(e.getSQLState())) {
                refused++;
                return "duplicate key";
            }
            throw new SQLException(made + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }

    private void end(Connection ours, Connection theirs) throws SQLException {
        boolean auto = random.nextBoolean();
        boolean commit = random.nextBoolean();
        for (Connection each : List.of(ours, theirs)) {
            if (!each.getAutoCommit() && commit) {
                each.commit();
            } else if (!each.getAutoCommit()) {
                each.rollback();
            }
            each.setAutoCommit(auto);
        }
    }
}
