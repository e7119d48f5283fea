package io.minilsm.jdbc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlParser;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyPlannerTest {
    private static Expr where(String condition) throws SQLException {
        return ((Select) SqlParser.parse("SELECT * FROM KV WHERE " + condition).statement()).where();
    }

    private static KeyPlan plan(String condition) throws SQLException {
        return KeyPlanner.plan(where(condition), new Evaluator(Bindings.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "K = 'a'; K = 'a'",
                "'b' < K; [X'6200', end)",
                "K LIKE 'ab%'; ['ab', 'ac')",
                "K LIKE 'ab'; K = 'ab'",
                "K NOT LIKE 'ab%'; [start, 'ab'), ['ac', end)",
                "K LIKE '%'; [start, end)",
                "K BETWEEN 'a' AND 'c' AND K <> 'b'; ['a', 'b'), [X'6200', X'6300')",
                "K IN ('c', 'a', 'b', 'a'); K = 'a', K = 'b', K = 'c'",
                "K = 'a' OR K > 'a'; ['a', end)",
                "NOT (K < 'b' OR K > 'd'); ['b', X'6400')",
                "K > 'a' AND 1 = 0; \"\"",
                "K = NULL OR NOT K = NULL; \"\"",
                "K NOT IN ('a', NULL); \"\"",
                "K IS NOT NULL; [start, end)",
                "K = 5; K = '5'",
                "K >= 'b' AND K < 'b'; \"\"",
                "(K = 'a' OR K = 'b') AND (K = 'b' OR K = 'c'); K = 'b'",
            })
    void predicatesOnTheKeyBecomeExactRanges(String condition, String ranges) throws SQLException {
        KeyPlan plan = plan(condition);
        assertEquals(ranges, plan.ranges().toString());
        assertNull(plan.residual());
    }

    @Test
    void whatRangesCannotSayStaysAsFilter() throws SQLException {
        KeyPlan pattern = plan("K LIKE 'ab_c%'");
        assertEquals("['ab', 'ac')", pattern.ranges().toString());
        assertNotNull(pattern.residual());
        KeyPlan value = plan("K > 'x' AND V = '1'");
        assertEquals("[X'7800', end)", value.ranges().toString());
        assertTrue(value.residual() instanceof Expr.Compare);
        KeyPlan either = plan("K = 'x' AND V = '1' OR K = 'y'");
        assertEquals("K = 'x', K = 'y'", either.ranges().toString());
        assertTrue(either.residual() instanceof Expr.Or);
        assertEquals(KeyRanges.all().toString(), plan("UPPER(K) = 'X'").ranges().toString());
    }

    @Test
    void hundredThousandAlternativesArePlannedAtOnce() throws SQLException {
        StringBuilder or = new StringBuilder("K = '0'");
        StringBuilder and = new StringBuilder("K <> '0'");
        for (int i = 1; i < 100_000; i++) {
            or.append(" OR K = '").append(i).append('\'');
            and.append(" AND K <> '").append(i).append('\'');
        }
        assertEquals(100_000, plan(or.toString()).ranges().count());
        assertEquals(100_001, plan(and.toString()).ranges().count());
        assertEquals(100_000, plan("NOT (" + and + ")").ranges().count());
    }

    /** Random conditions: the plan must give exactly the rows for which the condition itself is true. */
    @Test
    void plansAgreeWithTheConditionRowByRow() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            String text = condition(random, 3);
            Expr where = where(text);
            Evaluator evaluator = new Evaluator(Bindings.NONE);
            KeyPlan plan = KeyPlanner.plan(where, evaluator);
            for (int i = 0; i < 60; i++) {
                Row row = Row.of(bytes(text(random, 3)), bytes(text(random, 2)));
                boolean expected = Boolean.TRUE.equals(evaluator.truth(where, row, null));
                boolean planned = inPlan(plan, row, evaluator);
                String shown = "seed=" + seed + ", condition=" + text + ", K=" + SqlValues.toText(key(row));
                assertEquals(expected, planned, shown);
            }
        }
    }

    private static byte[] key(Row row) {
        try {
            return row.key();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean inPlan(KeyPlan plan, Row row, Evaluator evaluator) throws SQLException {
        return plan.ranges().contains(key(row))
                && (plan.residual() == null || Boolean.TRUE.equals(evaluator.truth(plan.residual(), row, null)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(most);
        for (int i = 0; i < length; i++) {
            text.append(new String[] {"a", "b", "c", "\u00E4", "\uD83D\uDE00"}[random.nextInt(5)]);
        }
        return text.toString();
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String left = condition(random, depth - 1);
            String right = condition(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> "(" + left + " AND " + right + ")";
                case 1 -> "(" + left + " OR " + right + ")";
                default -> "NOT (" + left + ")";
            };
        }
        String column = random.nextInt(5) == 0 ? "V" : "K";
        String literal = random.nextInt(15) == 0 ? "NULL" : "'" + text(random, 3) + "'";
        String other = "'" + text(random, 3) + "'";
        String not = random.nextInt(3) == 0 ? " NOT" : "";
        return switch (random.nextInt(8)) {
            case 0 -> column + not + " IN (" + literal + ", " + other + ")";
            case 1 -> column + not + " BETWEEN " + other + " AND " + literal;
            case 2 -> column + not + " LIKE '" + text(random, 2) + "%'";
            case 3 -> column + not + " LIKE '" + text(random, 2) + "_%" + text(random, 1) + "'";
            case 4 -> literal + operator(random) + column;
            case 5 -> "(K, V)" + operator(random) + "(" + other + ", " + literal + ")";
            case 6 -> random.nextBoolean() ? "1 = 1" : column + " IS" + not + " NULL";
            default -> column + operator(random) + literal;
        };
    }

    private static String operator(Random random) {
        return new String[] {" = ", " <> ", " < ", " <= ", " > ", " >= "}[random.nextInt(6)];
    }
}
