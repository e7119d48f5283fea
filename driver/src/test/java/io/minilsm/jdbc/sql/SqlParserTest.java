package io.minilsm.jdbc.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.jdbc.sql.SqlStatement.Insert;
import io.minilsm.jdbc.sql.SqlStatement.OnDuplicate;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlParserTest {
    private static SqlStatement parse(String sql) throws SQLException {
        return SqlParser.parse(sql).statement();
    }

    private static Expr where(String condition) throws SQLException {
        return ((Select) parse("SELECT * FROM KV WHERE " + condition)).where();
    }

    private static Expr first(String select) throws SQLException {
        return ((Select) parse(select)).items().get(0).value();
    }

    private static SQLException refused(String state, String sql) {
        SQLException thrown = assertThrows(SQLException.class, () -> SqlParser.parse(sql), sql);
        assertEquals(state, thrown.getSQLState(), thrown::getMessage);
        return thrown;
    }

    @Test
    void selectHasItemsOrderAndBounds() throws SQLException {
        Select select = (Select) parse("select K as \"the key\", v x FROM main.KV t where t.K > ?"
                + " order by \"the key\" desc limit 10 offset ?");
        assertEquals("the key", select.items().get(0).label());
        assertEquals("x", select.items().get(1).label());
        assertTrue(select.descending());
        assertEquals(new Expr.Literal(10L), select.limit());
        assertEquals(new Expr.Parameter(1), select.offset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM KV",
                "SELECT t.* FROM KV t",
                "SELECT KV.K, MAIN.KV.V FROM KV;;",
                "SELECT \"k\", \"VALUE\" FROM \"main\".\"kv\"",
                "SELECT COUNT(*) AS n FROM KV WHERE 1=1",
                "SELECT * FROM KV WHERE 1=0 -- nothing",
                "/* a /* nested */ comment */ SELECT 1",
                "SELECT K FROM KV ORDER BY K ASC NULLS LAST, V",
                "SELECT K FROM KV {limit 3 offset 1}",
                "SELECT K FROM KV WHERE K LIKE 'a!%%' {escape '!'}",
                "SELECT K FROM KV FETCH NEXT ROW ONLY",
                "SELECT {fn SUBSTRING(K, 1, 2)}, SUBSTRING(K FROM 1 FOR 2) FROM KV",
                "SELECT - ? , -5, +3, - - 2, -?-1",
                "SELECT CAST(V AS DOUBLE PRECISION) FROM KV",
                "INSERT INTO MAIN.KV (\"key\", VALUE) VALUES (?, X'00ff'), ('it''s', 1.5e3)",
                "INSERT INTO KV VALUES (?, ?) ON CONFLICT DO NOTHING",
                "UPDATE main.kv t SET t.\"value\"=? WHERE t.\"key\"=?",
                "DELETE FROM KV WHERE (K, V) >= (?, ?) AND NOT (K = 'x' OR V IS NOT NULL)",
                "EXPLAIN DELETE FROM KV",
                "COMMIT WORK",
            })
    void formsThatToolsSendAreUnderstood(String sql) throws SQLException {
        parse(sql);
    }

    @Test
    void questionMarksInStringsNamesAndCommentsAreNoParameters() throws SQLException {
        assertEquals(1, SqlParser.parse("SELECT '?', '''?' /* ? */, ? AS \"?\" -- ?").parameterCount());
    }

    @Test
    void negativeNumbersAreLiteralsAndLongsReachTheirLimit() throws SQLException {
        assertEquals(new Expr.Literal(Long.MIN_VALUE), first("SELECT -9223372036854775808"));
        assertEquals(new Expr.Literal(new BigDecimal("9223372036854775808")), first("SELECT 9223372036854775808"));
    }

    @Test
    void rowComparisonBecomesComparisonOfColumns() throws SQLException {
        assertEquals(where("K > ? OR K = ? AND V > ?").getClass(), where("(K, V) > (?, ?)").getClass());
        assertInstanceOf(Expr.And.class, where("(K, V) = ('a', 'b')"));
        assertInstanceOf(Expr.Or.class, where("(K, V) IN (('a', 'b'), ('c', 'd'))"));
        refused("42601", "SELECT * FROM KV WHERE (K, V) > (1, 2, 3)");
        refused("42601", "SELECT * FROM KV WHERE (K, V)");
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT INTO KV VALUES ('a'; 1), FAIL",
        "INSERT OR REPLACE INTO KV VALUES ('a'; 1), REPLACE",
        "INSERT OR IGNORE INTO KV VALUES ('a'; 1), IGNORE",
        "UPSERT INTO KV VALUES ('a'; 1), REPLACE",
        "MERGE INTO KV VALUES ('a'; 1), REPLACE",
        "INSERT INTO KV VALUES ('a'; 1) ON CONFLICT (K) DO UPDATE SET V = EXCLUDED.V, REPLACE",
        "INSERT INTO KV VALUES ('a'; 1) ON CONFLICT (K) DO UPDATE SET V = V || EXCLUDED.V, UPDATE",
    })
    void insertsKnowWhatToDoWithDuplicates(String sql, OnDuplicate expected) throws SQLException {
        assertEquals(expected, ((Insert) parse(sql.replace(';', ','))).onDuplicate());
    }

    @Test
    void wordsOfSqlAreNoNames() {
        refused("42601", "SELECT V AS x FROM KV DISTINCT ORDER BY x");
        refused("42601", "SELECT V SELECT, K FROM KV");
        refused("42601", "SELECT V AS WHERE FROM KV");
        refused("42601", "SELECT COALESCE(NULL FROM V) FROM KV");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE T (A INT) | table of one column",
                "CREATE VIEW W AS SELECT * FROM KV | CREATE",
                "SELECT V FROM KV WINDOW w AS (ORDER BY K) | WINDOW",
                "SELECT * FROM KV a, KV b | join",
                "SELECT * FROM KV a JOIN KV b ON a.K = b.K | join",
                "SELECT * FROM KV UNION SELECT 1, 2 | UNION",
                "SELECT * FROM KV WHERE K IN (SELECT K FROM KV) | subquery",
                "SELECT * FROM KV FOR UPDATE | FOR UPDATE",
                "SELECT MD5(V) FROM KV | function 'MD5'",
                "INSERT INTO KV (K, V) (SELECT * FROM KV) | INSERT of a subquery",
                "SELECT GROUP_CONCAT(V) FROM KV | GROUP_CONCAT",
                "SELECT V -> 'a' FROM KV | ->",
                "UPDATE KV SET K = 'x' | change of the key",
                "DELETE FROM KV LIMIT 1 | LIMIT",
                "BEGIN | BEGIN",
                "WITH x AS (SELECT 1) SELECT * FROM x | WITH",
                "MERGE INTO KV USING x ON K = 1 WHEN MATCHED THEN DELETE | MERGE ... USING",
            })
    void unsupportedSqlIsNamed(String sql, String named) {
        SQLException thrown = refused("0A000", sql);
        assertInstanceOf(SQLFeatureNotSupportedException.class, thrown);
        assertTrue(thrown.getMessage().contains(named), thrown.getMessage());
    }

    @Test
    void mistakesAreShownWithLineColumnAndCaret() {
        SQLException thrown = refused("42601", "SELECT *\nFROM KV\n  WHERE K == 'a'");
        assertEquals(
                "expected a value but found '=' (line 3, column 12)\n    WHERE K == 'a'\n             ^",
                thrown.getMessage());
        SQLException atEnd = refused("42601", "SELECT * FROM KV WHERE");
        assertTrue(atEnd.getMessage().contains("column 23"), atEnd.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   -- only a comment",
                ";",
                "SELECT * FROM KV; DELETE FROM KV",
                "SELECT 'open",
                "SELECT \"open",
                "SELECT /* open",
                "SELECT /* /* */",
                "SELECT * FROM KV WHERE (K = '' OR 1=1 --' AND V = 'x')",
                "SELECT X'0'",
                "SELECT X'zz'",
                "SELECT 1e",
                "SELECT 1a",
                "SELECT \u0000 1",
                "SEL\u0130CT 1",
                "\u0131nsert INTO KV VALUES (1, 2)",
                "SELECT\u200B1",
                "SELECT \u202E1",
                "SELECT * FROM KV WHERE K = \u2018a\u2019",
                "SELECT ?1",
                "SELECT :name",
                "INSERT INTO KV VALUES (1)",
                "INSERT INTO KV VALUES (1, 2, 3)",
                "INSERT INTO KV (K) VALUES (1)",
                "INSERT INTO KV (K, KEY) VALUES (1, 2)",
                "INSERT INTO KV VALUES (K, V)",
                "SELECT K",
                "SELECT COUNT(*), K FROM KV",
                "SELECT * FROM KV WHERE COUNT(*) > 1",
                "SELECT * FROM KV LIMIT 1 LIMIT 2",
                "SELECT * FROM KV WHERE K NOT = 1",
                "UPDATE KV V = 1",
                "EXPLAIN EXPLAIN SELECT 1",
            })
    void badSqlIsASyntaxError(String sql) {
        refused("42601", sql);
    }

    @Test
    void turkishLocaleChangesNoKeyword() throws SQLException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            parse("insert into kv values (1, 2)");
            parse("select trim(k) from kv limit 1");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void strangeCharactersAreNamedByTheirCode() {
        assertTrue(refused("42601", "SELECT \u200B 1").getMessage().contains("U+200B"));
        assertTrue(refused("42601", "SELECT \u0000").getMessage().contains("U+0000"));
    }

    @Test
    void deepNestingIsRefusedWithoutAnError() {
        for (String open : List.of("(", "NOT (", "UPPER(", "- (", "{fn ")) {
            refused("54001", "SELECT * FROM KV WHERE " + open.repeat(100_000) + "1");
        }
        refused("54001", "SELECT 1" + "+1".repeat(100_000));
    }

    @Test
    void longChainsCostNoDepth() throws SQLException {
        assertEquals(100_000, ((Expr.Or) where("K = 'x'" + " OR K = 'y'".repeat(99_999))).terms().size());
        assertEquals(100_000, ((Expr.In) where("K IN ('x'" + ", 'y'".repeat(99_999) + ")")).choices().size());
        assertInstanceOf(Expr.Call.class, first("SELECT 'a'" + " || 'b'".repeat(100_000)));
        where("NOT ".repeat(100_001) + "K = 'x'");
        parse("SELECT " + "- ".repeat(100_000) + "1");
    }

    @Test
    void megabyteStatementIsParsedAndEndlessOneRefused() throws SQLException {
        String text = "x".repeat(1 << 20);
        assertNull(((Select) parse("SELECT '" + text + "'")).where());
        refused("42601", "SELECT '" + text);
        refused("42601", "SELECT " + "!".repeat(1 << 20));
        refused("54001", " ".repeat(SqlLimits.MAX_STATEMENT_CHARS + 1));
    }

    @Test
    void parametersAreCountedAndLimited() throws SQLException {
        String most = "SELECT * FROM KV WHERE K IN (?" + ",?".repeat(65_534) + ")";
        assertEquals(65_535, SqlParser.parse(most).parameterCount());
        refused("54001", "SELECT * FROM KV WHERE K IN (?" + ",?".repeat(65_535) + ")");
    }

    @Test
    void unknownTablesColumnsAndAliasesAreTold() {
        refused("42P01", "SELECT * FROM OTHER");
        refused("42P01", "SELECT * FROM X.KV");
        refused("42P01", "SELECT x.K FROM KV y");
        refused("42P01", "SELECT KV.K FROM KV y");
        refused("42703", "SELECT Z FROM KV");
        assertTrue(refused("42703", "SELECT * FROM KV WHERE K = \"a\"").getMessage().contains("single quotes"));
        refused("42703", "SELECT \u212A FROM KV");
    }

    @Test
    @Timeout(20)
    void nestingThatWouldDoubleTheCostIsRefused() {
        String betweens = "SELECT " + "(".repeat(100) + "1" + " BETWEEN 0 AND 1)".repeat(100);
        refused("0A000", betweens);
        String rows = "SELECT " + "((".repeat(60) + "1" + ", 1) < (1, 1))".repeat(60);
        refused("0A000", rows);
        refused("0A000", "SELECT UPPER(1 = 1) BETWEEN 'a' AND 'b'");
    }

    @Test
    void nestedChainsAreNotDeeperThanAStack() throws SQLException {
        parse("SELECT " + "(".repeat(150) + "1" + ")+1".repeat(150));
        String chain = "+1".repeat(450);
        refused("54001", "SELECT " + "(".repeat(150) + "1" + (chain + ")").repeat(150));
    }
}
