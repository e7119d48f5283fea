package io.minilsm.it.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random statements of the dialect, in our spelling and in SQLite's; both mean the same. For one thread. */
final class RandomStatements {
    private static final String[] LETTERS = {
        "a", "b", "B", "0", "9", " ", "'", "%", "_", "\u00E4", "\uD83D\uDE00", "\\"
    };
    private static final String[] OPERATORS = {"=", "<>", "<", "<=", ">", ">=", "!="};

    private final Random random;
    private final List<Object> parameters = new ArrayList<>();

    /**
     * A statement.
     *
     * @param query whether it gives rows
     */
    record Made(String ours, String theirs, List<Object> parameters, boolean query) {
        @Override
        public String toString() {
            return ours + " " + parameters;
        }
    }

    RandomStatements(Random random) {
        this.random = random;
    }

    /** Of one of the tables: KV, T with the same columns, or N with numbers. */
    Made next() {
        int table = random.nextInt(10);
        if (table < 2) {
            return new RandomNumbers(random).next();
        }
        Made made = nextOfKv();
        return table < 4 ? inTable(made) : made;
    }

    /** No literal holds the table's name. */
    private Made inTable(Made made) {
        boolean copy = made.ours().contains(" SELECT ") && random.nextBoolean();
        return new Made(inTable(made.ours(), copy), inTable(made.theirs(), copy), made.parameters(), made.query());
    }

    private static String inTable(String sql, boolean copy) {
        boolean into = copy && sql.startsWith("IN");
        return into ? sql.replaceFirst("INTO KV", "INTO T") : sql.replaceAll("\\bKV\\b", "T");
    }

    private Made nextOfKv() {
        parameters.clear();
        int kind = random.nextInt(20);
        if (kind < 8) {
            return select();
        } else if (kind < 15) {
            return insert();
        } else if (kind < 18) {
            return write("UPDATE KV SET V = " + newValue("V") + where());
        }
        // Mostly a few rows, or the table would be empty all the time.
        String where = random.nextInt(6) == 0 ? where() : " WHERE K " + operator(1) + " " + text(1);
        return write("DELETE FROM KV" + where);
    }

    Made insert() {
        parameters.clear();
        int kind = random.nextInt(7);
        String[] verbs = {"INSERT OR IGNORE", "INSERT OR REPLACE", "REPLACE", "INSERT"};
        boolean swapped = random.nextInt(5) == 0;
        StringBuilder sql = new StringBuilder(verbs[Math.min(kind, 3)]);
        if (random.nextInt(8) == 0) {
            return insertQuery(sql);
        }
        sql.append(" INTO KV").append(swapped ? " (V, K)" : "").append(" VALUES ");
        int rows = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1;
        for (int i = 0; i < rows; i++) {
            sql.append(i == 0 ? "(" : ", (");
            sql.append(swapped ? text(0) + ", " + key() : key() + ", " + (random.nextInt(4) == 0 ? json() : text(0)));
            sql.append(')');
        }
        if (kind == 3) {
            sql.append(" ON CONFLICT (K) DO NOTHING");
        } else if (kind == 4) {
            sql.append(" ON CONFLICT (K) DO UPDATE SET V = ").append(newValue("EXCLUDED.V"));
        }
        return write(sql.toString());
    }

    private Made write(String sql) {
        return new Made(sql, sql, List.copyOf(parameters), false);
    }

    private Made select() {
        int kind = random.nextInt(11);
        if (kind == 10) {
            return grouped();
        } else if (kind < 2) {
            return sorted();
        } else if (kind == 2) {
            return fields();
        }
        int form = random.nextInt(6);
        String items =
                switch (form) {
                    case 0 -> random.nextBoolean()
                            ? "COUNT(*), MIN(K), MAX(K), MIN(V), MAX(V), COUNT(V)"
                            : "SUM(LENGTH(V)), AVG(LENGTH(K)), COALESCE(MAX(V), MIN(K)) || '!', SUM(" + choice("1", "2")
                                    + ") + COUNT(*)";
                    case 1 -> random.nextBoolean() ? "MIN(K)" : "MAX(K)";
                    case 2 -> "V, K, " + expression();
                    case 3 -> "KV.*";
                    default -> "*";
                };
        String where = where();
        if (form < 2) {
            String sql = "SELECT " + items + " FROM KV" + where;
            return new Made(sql, sql, List.copyOf(parameters), true);
        }
        boolean descending = random.nextBoolean();
        String order = descending ? " ORDER BY K DESC" : random.nextBoolean() ? " ORDER BY K" : "";
        String head = "SELECT " + items + " FROM KV" + where;
        String theirs = head + " ORDER BY K" + (descending ? " DESC" : "");
        int limit = random.nextInt(30);
        int offset = random.nextInt(10);
        String[] tails =
                switch (random.nextInt(6)) {
                    case 0 -> new String[] {" LIMIT " + limit, " LIMIT " + limit};
                    case 1 -> {
                        parameters.add(limit);
                        parameters.add(offset);
                        yield new String[] {" LIMIT ? OFFSET ?", " LIMIT ? OFFSET ?"};
                    }
                    case 2 -> new String[] {
                        " OFFSET " + offset + " ROWS FETCH FIRST " + limit + " ROWS ONLY",
                        " LIMIT " + limit + " OFFSET " + offset
                    };
                    case 3 -> new String[] {" OFFSET " + offset, " LIMIT -1 OFFSET " + offset};
                    default -> new String[] {"", ""};
                };
        return new Made(head + order + tails[0], theirs + tails[1], List.copyOf(parameters), true);
    }

    /** DISTINCT, or ORDER BY with more than the key. SQLite leaves open the order of equal rows, so K decides there. */
    private Made sorted() {
        boolean distinct = random.nextInt(3) == 0;
        String value =
                switch (random.nextInt(4)) {
                    case 0 -> "V";
                    case 1 -> "LENGTH(V)";
                    case 2 -> expression();
                    default -> choice("V", "NULL");
                };
        String items = distinct ? "DISTINCT " + value + " AS x" : value + " AS x, K, V";
        String by = random.nextInt(3) == 0 ? "1" : "x";
        String direction = (random.nextBoolean() ? " DESC" : "") + (random.nextInt(4) == 0 ? " NULLS LAST" : "");
        String head = "SELECT " + items + " FROM KV" + where() + " ORDER BY " + by + direction;
        String limit = random.nextBoolean() ? "" : " LIMIT " + random.nextInt(30) + " OFFSET " + random.nextInt(10);
        return new Made(head + limit, head + (distinct ? "" : ", K") + limit, List.copyOf(parameters), true);
    }

    /** Groups come in their order here, and in any there. */
    private Made grouped() {
        String key =
                switch (random.nextInt(4)) {
                    case 0 -> "SUBSTR(K, 1, 1)";
                    case 1 -> "LENGTH(V)";
                    case 2 -> "V";
                    default -> choice("V", "NULL");
                };
        String items = key + " AS x, COUNT(*), COUNT(DISTINCT V), MIN(K), SUM(DISTINCT LENGTH(K)), MAX(V) || " + key;
        String having = random.nextInt(3) == 0 ? " HAVING COUNT(*) > " + random.nextInt(4) : "";
        String by = " GROUP BY " + (random.nextBoolean() ? "x" : key) + having;
        String head = "SELECT " + items + " FROM KV" + where() + by;
        if (random.nextInt(3) == 0) {
            String order = " ORDER BY COUNT(*) DESC, x LIMIT " + random.nextInt(20);
            return new Made(head + order, head + order, List.copyOf(parameters), true);
        }
        return new Made(head, head + " ORDER BY 1", List.copyOf(parameters), true);
    }

    /** A few rows at a time, or the table would double again and again. */
    private Made insertQuery(StringBuilder sql) {
        sql.append(" INTO KV SELECT ").append(random.nextBoolean() ? "K || " + text(1) : "K").append(", ");
        sql.append(newValue("V")).append(" FROM KV WHERE ").append(condition(2)).append(" ORDER BY K LIMIT 5");
        return write(sql.toString());
    }

    /** What ->> gives for other than JSON is NULL here and an error there; numbers are text here. */
    private Made fields() {
        String[] paths = {"$.a", "$.b.c", "$.b", "$.b.c[1]", "$.b.c[0]", "$.b.c[2].n", "$", "$.none", "$.b.d"};
        String field = "V ->> '" + paths[random.nextInt(paths.length)] + "'";
        String theirs = "CASE WHEN json_valid(V) THEN CAST(" + field + " AS TEXT) END";
        String condition = operator(0) + " '" + random.nextInt(100) + "'";
        return new Made(
                "SELECT K, " + field + " FROM KV WHERE COALESCE(" + field + ", '-') " + condition,
                "SELECT K, " + theirs + " FROM KV WHERE COALESCE(" + theirs + ", '-') " + condition + " ORDER BY K",
                List.of(),
                true);
    }

    private String json() {
        String text = letters(0, 3).replace("\\", "\\\\");
        return shown("{\"a\":\"" + text + "\",\"b\":{\"c\":[" + random.nextInt(100) + ",\"" + text + "\",{\"n\":-"
                + (1 + random.nextInt(9)) + "}],\"d\":null}}");
    }

    private String choice(String then, String otherwise) {
        return random.nextBoolean()
                ? "CASE WHEN LENGTH(V) > " + random.nextInt(4) + " THEN " + then + " ELSE " + otherwise + " END"
                : "CASE LENGTH(K) WHEN 1 THEN " + then + " WHEN 2 THEN " + otherwise + " END";
    }

    private String where() {
        return random.nextInt(8) == 0 ? "" : " WHERE " + condition(3);
    }

    private String condition(int depth) {
        int kind = depth == 0 ? 9 : random.nextInt(10);
        if (kind < 4) {
            int terms = 2 + random.nextInt(3);
            String connective = random.nextBoolean() ? " AND " : " OR ";
            StringBuilder all = new StringBuilder("(");
            for (int i = 0; i < terms; i++) {
                all.append(i == 0 ? "" : connective).append(condition(depth - 1));
            }
            return all.append(')').toString();
        } else if (kind == 4) {
            return "NOT (" + condition(depth - 1) + ")";
        }
        return leaf();
    }

    private String leaf() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> "K " + operator(0) + " " + textOrNull();
            case 3 -> text(0) + " " + operator(0) + " K";
            case 4 -> "V " + operator(0) + " " + textOrNull();
            case 5 -> "K " + operator(0) + " V";
            case 6, 7 -> (random.nextInt(4) == 0 ? "V " : "K ") + not() + "IN (" + list() + ")";
            case 8, 9 -> "K " + not() + "BETWEEN " + textOrNull() + " AND " + text(0);
            case 10, 11 -> (random.nextInt(4) == 0 ? "V " : "K ") + not() + "LIKE " + pattern();
            case 12 -> "K " + not() + "LIKE " + escaped() + " ESCAPE '!'";
            case 13 -> (random.nextBoolean() ? "K" : "V") + " IS " + not() + "NULL";
            case 14 -> "(K, V) " + operator(0) + " (" + text(0) + ", " + text(0) + ")";
            case 15 -> "LENGTH(V) " + operator(0) + " " + random.nextInt(8);
            case 16 -> "K " + operator(0) + " " + random.nextInt(100);
            case 17 -> expression() + " " + operator(0) + " " + text(0);
            case 18 -> "V LIKE K || '%'";
            default -> random.nextInt(3) == 0 ? "1 = 0" : "LENGTH(K) BETWEEN 1 AND " + random.nextInt(5);
        };
    }

    private String expression() {
        return switch (random.nextInt(6)) {
            case 0 -> "K || V";
            case 1 -> "COALESCE(NULL, V)";
            case 2 -> "SUBSTR(V, " + (1 + random.nextInt(4)) + ", " + random.nextInt(4) + ")";
            case 3 -> "HEX(K)";
            case 4 -> "TRIM(V)";
            default -> "V || " + text(0);
        };
    }

    private String newValue(String operand) {
        return switch (random.nextInt(4)) {
            case 0 -> operand + " || " + text(1);
            case 1 -> "SUBSTR(" + operand + ", 2)";
            case 2 -> "K";
            default -> text(0);
        };
    }

    private String list() {
        StringBuilder all = new StringBuilder();
        int values = 1 + random.nextInt(6);
        for (int i = 0; i < values; i++) {
            all.append(i == 0 ? "" : ", ").append(textOrNull());
        }
        return all.toString();
    }

    private String not() {
        return random.nextInt(4) == 0 ? "NOT " : "";
    }

    private String operator(int first) {
        return OPERATORS[first + random.nextInt(OPERATORS.length - first)];
    }

    private String key() {
        String key = random.nextInt(3) == 0 ? String.format("k%05d", random.nextInt(100_000)) : letters(1, 3);
        return shown(key.isEmpty() ? "a" : key);
    }

    private String textOrNull() {
        if (random.nextInt(25) == 0) {
            return "NULL";
        }
        return text(0);
    }

    private String text(int least) {
        return shown(letters(least, 3));
    }

    private String pattern() {
        String pattern = letters(0, 2);
        return shown(random.nextInt(3) == 0 ? pattern : pattern.replace("%", "") + "%");
    }

    private String escaped() {
        String[] pairs = {"!%", "!_", "!!", "%", "_", "a", "b"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(pairs[random.nextInt(pairs.length)]);
        }
        return shown(text.toString());
    }

    private String letters(int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    /** As a literal or as a parameter. */
    private String shown(String text) {
        if (random.nextBoolean()) {
            return "'" + text.replace("'", "''") + "'";
        }
        parameters.add(text);
        return "?";
    }
}
