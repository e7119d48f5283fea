package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.it.jdbc.RandomStatements.Made;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random statements, transactions, savepoints and batches give the same rows in the same order, the same counts and the
 * same refusals as in SQLite; flushes, compactions and reopening come in between.
 */
class DifferentialSqlTest {
    /** {@code -Dminilsm.statements=1000000} for the long version. */
    private static final int STATEMENTS = Integer.getInteger("minilsm.statements", 4000);

    /** SQLite's code for a broken constraint, the key's uniqueness among them. */
    private static final int SQLITE_CONSTRAINT = 19;

    private static final String DUPLICATE = "duplicate key";

    @TempDir
    private Path directory;

    private Connection ours;
    private Connection theirs;
    private int refused;
    private int rowsSeen;

    @Test
    void randomStatementsAgreeWithSqlite() throws Exception {
        long seed = Long.getLong("minilsm.seed", new Random().nextLong());
        Random random = new Random(seed);
        RandomStatements statements = new RandomStatements(random);
        theirs = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement setup = theirs.createStatement()) {
            setup.execute("PRAGMA case_sensitive_like = ON");
            setup.execute("CREATE TABLE KV (K TEXT PRIMARY KEY NOT NULL, V TEXT NOT NULL) WITHOUT ROWID");
            setup.execute("CREATE TABLE T (K TEXT PRIMARY KEY NOT NULL, V TEXT NOT NULL) WITHOUT ROWID");
            setup.execute("CREATE TABLE N (K INTEGER PRIMARY KEY NOT NULL, V INTEGER NOT NULL)");
        }
        open();
        try (Statement setup = ours.createStatement()) {
            setup.execute("CREATE TABLE T (K VARCHAR PRIMARY KEY, V VARCHAR)");
            setup.execute("CREATE TABLE N (K BIGINT PRIMARY KEY, V BIGINT)");
        }
        for (int i = 0; i < STATEMENTS; i++) {
            String where = "seed=" + seed + ", statement=" + i + ": ";
            Made made = statements.next();
            try {
                agree(made, where);
                maybeBetween(random, statements, where);
            } catch (SQLException e) {
                throw new AssertionError(where + made, e);
            }
        }
        assertTrue(refused > STATEMENTS / 100, "refused=" + refused);
        assertTrue(rowsSeen > STATEMENTS, "rows=" + rowsSeen);
        ours.close();
        theirs.close();
    }

    private void open() throws SQLException {
        ours = DriverManager.getConnection(
                "jdbc:minilsm:" + directory.resolve("store") + "?memtableBytes=64k&durability=os");
    }

    private void agree(Made made, String where) throws SQLException {
        assertEquals(outcome(theirs, made.theirs(), made), outcome(ours, made.ours(), made), where + made);
    }

    /** Returns rows or count, or that a key is there already. */
    private String outcome(Connection connection, String sql, Made made) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, made.parameters());
            if (!made.query()) {
                return "changed " + statement.executeUpdate();
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows(rows);
            }
        } catch (SQLException e) {
            if (isDuplicate(connection, e)) {
                return DUPLICATE;
            }
            throw e;
        }
    }

    private boolean isDuplicate(Connection connection, SQLException e) {
        boolean duplicate =
                connection == ours ? "23505".equals(e.getSQLState()) : e.getErrorCode() == SQLITE_CONSTRAINT;
        refused += duplicate && connection == ours ? 1 : 0;
        return duplicate;
    }

    private static void bind(PreparedStatement statement, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }

    private String rows(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        StringJoiner all = new StringJoiner("\n");
        while (rows.next()) {
            StringJoiner row = new StringJoiner("|");
            for (int column = 1; column <= columns; column++) {
                row.add(comparable(rows.getString(column)));
            }
            all.add(row.toString());
            rowsSeen++;
        }
        return all.toString();
    }

    /** An average is a decimal here and floating there; no text of these statements looks like one. */
    private static String comparable(String value) {
        boolean fraction = value != null && value.matches("-?[0-9]+\\.[0-9]+");
        return !fraction
                ? value
                : new BigDecimal(value).setScale(9, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }

    /** Ends or begins a transaction, goes back in one, runs a batch, or has the engine move its data around. */
    private void maybeBetween(Random random, RandomStatements statements, String where) throws Exception {
        switch (random.nextInt(120)) {
            case 0, 1, 2, 3 -> {
                boolean auto = random.nextBoolean();
                ours.setAutoCommit(auto);
                theirs.setAutoCommit(auto);
            }
            case 4, 5, 6 -> end(random.nextBoolean());
            case 7, 8, 9 -> savepoint(random, statements, where);
            case 10, 11, 12 -> batch(random, statements, where);
            case 13 -> ours.unwrap(Store.class).flush();
            case 14 -> ours.unwrap(Store.class).compact(Range.all());
            case 15 -> reopen();
            default -> {
                return;
            }
        }
        for (String table : List.of("KV", "T", "N")) {
            String all = "SELECT * FROM " + table;
            agree(new Made(all, all + " ORDER BY K", List.of(), true), where + "whole table ");
        }
    }

    private void end(boolean commit) throws SQLException {
        if (ours.getAutoCommit()) {
            return;
        }
        for (Connection each : List.of(ours, theirs)) {
            if (commit) {
                each.commit();
            } else {
                each.rollback();
            }
        }
    }

    private void savepoint(Random random, RandomStatements statements, String where) throws SQLException {
        if (ours.getAutoCommit()) {
            return;
        }
        Savepoint here = ours.setSavepoint();
        Savepoint there = theirs.setSavepoint();
        for (int i = random.nextInt(10); i >= 0; i--) {
            Made made = statements.next();
            agree(made, where + "then ");
        }
        if (random.nextBoolean()) {
            ours.rollback(here);
            theirs.rollback(there);
        } else {
            ours.releaseSavepoint(here);
            theirs.releaseSavepoint(there);
        }
    }

    /** In a transaction, where both keep what came before a failure; on its own, ours keeps nothing of it. */
    private void batch(Random random, RandomStatements statements, String where) throws SQLException {
        boolean auto = ours.getAutoCommit();
        theirs.setAutoCommit(false);
        List<Made> inserts = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            inserts.add(statements.insert());
        }
        List<Integer> counts = new ArrayList<>();
        boolean failed = false;
        for (Made each : inserts) {
            String outcome = failed ? DUPLICATE : outcome(theirs, each.theirs(), each);
            failed = outcome.equals(DUPLICATE);
            if (!failed) {
                counts.add(Integer.valueOf(outcome.substring("changed ".length())));
            }
        }
        try (Statement batch = ours.createStatement()) {
            for (Made each : inserts) {
                batch.addBatch(literal(each));
            }
            List<Integer> told = new ArrayList<>();
            for (int count : batch.executeBatch()) {
                told.add(count);
            }
            assertEquals(counts, told, where + inserts);
            assertTrue(!failed, where + inserts);
        } catch (BatchUpdateException e) {
            assertTrue(failed, where + inserts);
            assertEquals("23505", e.getSQLState(), where);
            assertEquals(auto ? inserts.size() : counts.size(), e.getUpdateCounts().length, where);
        }
        if (auto) {
            if (failed) {
                theirs.rollback();
            }
            theirs.setAutoCommit(true);
        }
    }

    /** The statement with its parameters written into it. Question marks stand in no literal. */
    private static String literal(Made made) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (char c : made.ours().toCharArray()) {
            if (c == '?') {
                String value = String.valueOf(made.parameters().get(next++));
                text.append('\'').append(value.replace("'", "''")).append('\'');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Closing drops the transaction, so there must be none. */
    private void reopen() throws SQLException {
        boolean auto = ours.getAutoCommit();
        if (!auto) {
            ours.commit();
            theirs.commit();
        }
        ours.close();
        open();
        ours.setAutoCommit(auto);
    }
}
