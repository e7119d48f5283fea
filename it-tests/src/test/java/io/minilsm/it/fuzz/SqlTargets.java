package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.jdbc.Driver;
import io.minilsm.jdbc.plan.LikePattern;
import io.minilsm.jdbc.sql.SqlParser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;

/** Targets of the JDBC driver. A store in memory with a few rows stays open for all inputs. */
final class SqlTargets {
    private static final int ROWS = 40;
    private static final int MAX_SHOWN_ROWS = 200;

    private static Connection connection;

    private SqlTargets() {}

    /** Input: seed of the parameters, statement. What it writes is rolled back. */
    static void statement(FuzzInput input) throws SQLException {
        int seed = input.next();
        String sql = FuzzInput.text(input.rest());
        try {
            SqlParser.parse(sql);
        } catch (SQLException e) {
            requireState(e);
            return;
        }
        String capitals = sql.toUpperCase(Locale.ROOT);
        if (capitals.contains("COMMIT")) {
            return; // It would keep what the other inputs must not see.
        } else if (capitals.contains("CHECKPOINT")) {
            return; // It would write to directories of any name.
        }
        Connection open = connection();
        try (PreparedStatement prepared = open.prepareStatement(sql)) {
            int parameters = prepared.getParameterMetaData().getParameterCount();
            for (int i = 1; i <= Math.min(parameters, 100); i++) {
                prepared.setObject(i, parameter(seed + i));
            }
            if (prepared.execute()) {
                try (ResultSet rows = prepared.getResultSet()) {
                    read(rows);
                }
            }
        } catch (SQLException e) {
            requireState(e);
        } finally {
            open.rollback();
        }
    }

    private static Object parameter(int seed) {
        return switch (seed & 7) {
            case 0 -> null;
            case 1 -> "k" + seed;
            case 2 -> seed;
            case 3 -> new byte[] {(byte) seed, 0, -1};
            case 4 -> "%" + (char) ('a' + seed % 26) + "_";
            case 5 -> -1L << seed % 64;
            case 6 -> 0.1 * seed;
            default -> "";
        };
    }

    private static void read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        for (int row = 0; row < MAX_SHOWN_ROWS && rows.next(); row++) {
            for (int column = 1; column <= columns; column++) {
                rows.getObject(column);
                rows.getBytes(column);
                if (rows.wasNull()) {
                    continue;
                }
                try {
                    rows.getString(column);
                    rows.getBigDecimal(column);
                } catch (SQLException e) {
                    requireState(e);
                }
            }
        }
    }

    private static void requireState(SQLException e) {
        require(e.getSQLState() != null && e.getSQLState().length() == 5, "no SQLState: " + e);
        require(!(e.getCause() instanceof RuntimeException cause) || isExpected(cause), "failed: " + e.getCause());
    }

    /** A cause that the driver itself looked for; any other is a mistake that was only wrapped. */
    private static boolean isExpected(RuntimeException cause) {
        return cause instanceof IllegalArgumentException || cause instanceof ArithmeticException;
    }

    private static Connection connection() throws SQLException {
        if (connection == null) {
            Connection made = DriverManager.getConnection("jdbc:minilsm:mem:fuzz-sql");
            made.setAutoCommit(false);
            try (PreparedStatement insert = made.prepareStatement("INSERT INTO KV VALUES (?, ?)")) {
                for (int i = 0; i < ROWS; i++) {
                    byte[] bytes = {(byte) i, (byte) 0xFF, 0};
                    insert.setObject(1, i % 7 == 6 ? bytes : "k" + i * i % 50 + "/" + i);
                    insert.setObject(2, value(i));
                    insert.executeUpdate();
                }
            }
            made.commit();
            connection = made;
        }
        return connection;
    }

    private static Object value(int i) {
        return switch (i % 5) {
            case 0 -> i;
            case 1 -> "text \u00e4\ud83d\ude00 " + i;
            case 2 -> "";
            case 3 -> new byte[] {(byte) 0x80, (byte) i};
            default -> "-" + i + ".5e" + i;
        };
    }

    /** Input: condition. Where it is true, false and unknown are all rows, and each only once. */
    static void condition(FuzzInput input) throws SQLException {
        String condition = FuzzInput.text(input.rest());
        if (condition.indexOf('?') >= 0 || !isWhole(condition)) {
            return;
        }
        Connection open = connection();
        try (Statement statement = open.createStatement()) {
            long yes = count(statement, "(" + condition + ")");
            long no = count(statement, "NOT (" + condition + ")");
            long unknown = ROWS - count(statement, "(" + condition + ") OR NOT (" + condition + ")");
            require(yes + no + unknown == ROWS && unknown >= 0, "condition does not split the rows: true=" + yes
                    + ", false=" + no + ", unknown=" + unknown + ", condition=" + condition);
            // The second form cannot be planned as ranges of keys: both must find the same rows.
            long unplanned = count(statement, "(" + condition + ") OR LENGTH(HEX(K)) < 0");
            require(yes == unplanned, "condition is planned wrongly: planned=" + yes + ", filtered=" + unplanned
                    + ", condition=" + condition);
        } catch (SQLException e) {
            requireState(e);
        } finally {
            open.rollback();
        }
    }

    /** Returns whether the text is a condition by itself, so that parentheses around it mean what they say. */
    private static boolean isWhole(String condition) {
        try {
            SqlParser.parse("SELECT K FROM KV WHERE " + condition);
            SqlParser.parse("SELECT K FROM KV WHERE NOT (" + condition + "\n)");
            return !condition.contains("--") && !condition.contains(";") && !hasClause(condition);
        } catch (SQLException e) {
            requireState(e);
            return false;
        }
    }

    private static boolean hasClause(String condition) {
        try {
            SqlParser.parse("SELECT K FROM KV WHERE (" + condition + "\n) AND K = K ORDER BY K LIMIT 1");
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    private static long count(Statement statement, String condition) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM KV WHERE " + condition)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Input: pattern, escape and text, each up to a zero byte. */
    static void like(FuzzInput input) {
        String pattern = FuzzInput.text(input.field());
        String escape = FuzzInput.text(input.field());
        byte[] text = input.rest();
        LikePattern like;
        try {
            like = LikePattern.of(pattern, escape.isEmpty() ? null : escape);
        } catch (SQLException e) {
            requireState(e);
            return;
        }
        boolean actual = like.matches(text);
        String decoded = new String(text, UTF_8);
        if (pattern.length() * (long) text.length <= 1 << 16 && decoded.indexOf('\uFFFD') < 0) {
            boolean expected = SlowLike.matches(pattern, escape, decoded);
            require(actual == expected, "LIKE: actual=" + actual + ", pattern=" + pattern + ", text=" + decoded);
        }
    }

    /** Input: properties up to the first zero byte as name=value lines, URL. */
    static void url(FuzzInput input) throws SQLException {
        Properties properties = new Properties();
        for (String line : FuzzInput.text(input.field()).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.setProperty(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        String target = FuzzInput.text(input.rest());
        String url = "jdbc:minilsm:" + target;
        Driver driver = new Driver();
        require(driver.acceptsURL(url), "own URL refused");
        try {
            for (DriverPropertyInfo info : driver.getPropertyInfo(url, properties)) {
                require(info.name != null && info.description != null, "option without words");
            }
        } catch (SQLException e) {
            requireState(e);
            return;
        }
        if (target.startsWith("mem:")) {
            try (Connection open = driver.connect(url, properties)) {
                require(open.isValid(1), "open connection not valid");
                require(!open.getMetaData().getURL().contains("password="), "URL shows a password");
            } catch (SQLException e) {
                requireState(e);
            }
        } else {
            require(target.chars().noneMatch(Character::isISOControl) || target.indexOf('?') >= 0, "taken: " + url);
        }
    }
}
