package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.it.jdbc.RandomStatements.Made;
import io.minilsm.jdbc.sql.SqlParser;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.TokenMgrException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What our parser takes for SQL, JSqlParser does too: statements of the dialect, and such with a token removed, doubled
 * or exchanged. The other way round it need not hold: the dialect is smaller.
 */
@Timeout(600)
class AcceptanceTest {
    /** {@code -Dminilsm.statements=1000000} for the long version. */
    private static final int STATEMENTS = Integer.getInteger("minilsm.statements", 3000);

    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*'|[A-Za-z_][A-Za-z_0-9]*|[0-9.]+|->>|\\|\\||<>|<=|>=|!=|\\S");

    private static Table table(String name, SqlType type) {
        return new Table(name, new TableColumn("K", type, 0), new TableColumn("V", type, 0), name, null, new byte[1]);
    }

    private static final List<Table> MADE = List.of(table("N", SqlType.BIGINT), table("T", SqlType.VARCHAR));

    private static Table find(String name) {
        for (Table table : MADE) {
            if (table.name().equalsIgnoreCase(name)) {
                return table;
            }
        }
        return name.equalsIgnoreCase("KV") ? Table.KV : null;
    }

    private final long seed = Long.getLong("minilsm.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    private static boolean oursTakes(String sql) {
        try {
            SqlParser.parse(sql, AcceptanceTest::find);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean theirsTakes(String sql) {
        try {
            new CCJSqlParser(new StringProvider(sql)).Statement();
            return true;
        } catch (ParseException | TokenMgrException e) {
            return false;
        }
    }

    /** In its words: without INSERT OR, two signs in a row, and backslashes, which escape there and not here. */
    private static String common(String sql) {
        return sql.replaceFirst("^INSERT OR (IGNORE|REPLACE)", "INSERT")
                .replaceAll("[-+]( [-+])+", "-")
                .replace("\\", "x");
    }

    @Test
    void whatIsTakenHereIsTakenThere() {
        RandomStatements statements = new RandomStatements(random);
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < STATEMENTS; i++) {
            Made made = statements.next();
            String sql = i % 3 == 0 ? made.ours() : changed(made.ours());
            if (oursTakes(sql)) {
                assertTrue(theirsTakes(common(sql)), "seed=" + seed + ", statement=" + i + ": " + sql);
                taken++;
            } else {
                assertTrue(i % 3 != 0, "seed=" + seed + ", statement=" + i + ": " + sql);
                refused++;
            }
        }
        assertTrue(taken > STATEMENTS / 3 && refused > STATEMENTS / 10, "taken=" + taken + ", refused=" + refused);
    }

    private String changed(String sql) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(3)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
            default -> tokens.set(at, tokens.get(random.nextInt(tokens.size())));
        }
        // A name here like any other, and not there.
        return String.join(" ", tokens).replaceAll("\\bONLY\\b(?!$)", "x");
    }
}
