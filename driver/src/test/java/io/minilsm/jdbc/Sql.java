package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.StringJoiner;
import org.junit.jupiter.api.function.Executable;

/** Short forms for tests. */
final class Sql {
    private Sql() {}

    static int run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /** Returns the rows as text: columns parted by |, rows by a blank. */
    static String rows(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                return rows(rows);
            }
        }
    }

    static String rows(ResultSet rows) throws SQLException {
        StringJoiner all = new StringJoiner(" ");
        while (rows.next()) {
            StringJoiner row = new StringJoiner("|");
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.add(rows.getString(i));
            }
            all.add(row.toString());
        }
        return all.toString();
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    static SQLException assertState(String state, Executable call) {
        SQLException thrown = assertThrows(SQLException.class, call);
        assertEquals(state, thrown.getSQLState(), thrown::toString);
        return thrown;
    }
}
