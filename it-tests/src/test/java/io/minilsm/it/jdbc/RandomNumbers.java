package io.minilsm.it.jdbc;

import io.minilsm.it.jdbc.RandomStatements.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random statements about the table N, whose columns K and V are whole numbers. For one statement. */
final class RandomNumbers {
    private static final String[] OPERATORS = {"=", "<>", "<", "<=", ">", ">="};

    private final Random random;
    private final List<Object> parameters = new ArrayList<>();

    RandomNumbers(Random random) {
        this.random = random;
    }

    Made next() {
        String sql =
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> insert();
                    case 3 -> "UPDATE N SET V = V " + (random.nextBoolean() ? "+ " : "- K + ") + random.nextInt(50)
                            + " WHERE " + condition();
                    case 4 -> "DELETE FROM N WHERE K " + operator() + " " + number() + " AND K % 7 = "
                            + random.nextInt(7);
                    case 5 -> "SELECT COUNT(*), MIN(K), MAX(K), SUM(V), COUNT(DISTINCT V) FROM N WHERE " + condition();
                    case 6 -> "SELECT K % 5, COUNT(*), SUM(V) FROM N WHERE " + condition()
                            + " GROUP BY K % 5 ORDER BY 1";
                    default -> "SELECT K, V, K + V FROM N WHERE " + condition() + " ORDER BY "
                            + (random.nextBoolean() ? "K DESC" : "V, K") + " LIMIT " + random.nextInt(40);
                };
        return new Made(sql, sql, List.copyOf(parameters), sql.startsWith("SELECT"));
    }

    private String insert() {
        String verb = new String[] {"INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"}[random.nextInt(3)];
        if (random.nextInt(6) == 0) {
            return verb + " INTO N SELECT K + " + random.nextInt(5) + ", V FROM N WHERE " + condition()
                    + " ORDER BY K LIMIT 3";
        }
        return verb + " INTO N VALUES (" + whole() + ", " + whole() + "), (" + whole() + ", " + whole() + ")";
    }

    private String condition() {
        String left = random.nextInt(3) > 0 ? "K" : random.nextBoolean() ? "V" : "K * 2";
        return switch (random.nextInt(8)) {
            case 0 -> left + " BETWEEN " + number() + " AND " + number();
            case 1 -> left + " IN (" + number() + ", NULL, " + number() + ")";
            case 2 -> "NOT (" + left + " " + operator() + " " + number() + ")";
            case 3 -> left + " " + operator() + " " + number() + " OR K " + operator() + " " + number();
            case 4 -> left + " " + operator() + " " + number() + " AND K " + operator() + " " + number();
            case 5 -> "(K, V) " + operator() + " (" + number() + ", " + number() + ")";
            case 6 -> number() + " " + operator() + " " + left;
            default -> left + " " + operator() + " " + number();
        };
    }

    private String operator() {
        return OPERATORS[random.nextInt(OPERATORS.length)];
    }

    /** Whole or not, small or beyond what a column holds. */
    private String number() {
        return switch (random.nextInt(12)) {
            case 0 -> "1e30";
            case 1 -> "-9223372036854775809";
            case 2, 3 -> (random.nextInt(400) - 200) + ".5";
            default -> whole();
        };
    }

    private String whole() {
        long value = random.nextInt(20) == 0
                ? (random.nextBoolean() ? 4_000_000_000L : -4_000_000_000L) + random.nextInt(3)
                : random.nextInt(400) - 200;
        if (random.nextBoolean()) {
            return Long.toString(value);
        }
        parameters.add(value);
        return "?";
    }
}
