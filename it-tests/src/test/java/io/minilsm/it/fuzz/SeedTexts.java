package io.minilsm.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** The first inputs of the targets that read text. */
final class SeedTexts {
    private static final List<String> STATEMENTS = List.of(
            "SELECT K, V FROM KV WHERE K BETWEEN 'a' AND 'z' ORDER BY K DESC LIMIT 3 OFFSET 1",
            "SELECT COUNT(*), MIN(K), MAX(V), COUNT(DISTINCT V) FROM KV AS t WHERE t.K LIKE 'k1%' ESCAPE '!'",
            "SELECT LENGTH(V), UPPER(K) || 'x', CASE WHEN V IS NULL THEN 1 ELSE 2 END FROM KV WHERE K IN (?, X'FF')",
            "SELECT SUBSTRING(V FROM 2 FOR 3), CAST(V AS INT) FROM KV WHERE (K, V) > ('a', 'b') FETCH FIRST ROW ONLY",
            "SELECT 1 + 2 * -3 / 4 % 5, ABS(-1.5e3), COALESCE(NULL, 'a'), HEX(X'00ff'), TRIM(' x ') FROM KV",
            "INSERT INTO KV (K, V) VALUES ('x', 1), (?, ?) ON CONFLICT (K) DO UPDATE SET V = EXCLUDED.V || V",
            "INSERT OR IGNORE INTO KV VALUES ('y', TRUE)",
            "UPSERT INTO KV VALUES ('y', 'z'); -- more",
            "MERGE INTO KV KEY (K) VALUES ('m', 'n')",
            "UPDATE KV SET V = CONCAT(V, 'x') WHERE NOT (K < 'k2' OR K >= 'k3') AND V <> ''",
            "DELETE FROM KV WHERE K = 'k0/0' /* nested /* comment */ */",
            "EXPLAIN SELECT * FROM KV WHERE K > 'a' AND K < 'b' OR K IN ('c', 'd') AND V LIKE '_%x'",
            "SELECT 9e9999 - 1e-9999, 1e999999999 FROM KV");
    private static final List<String> CONDITIONS = List.of(
            "K LIKE 'k1%'",
            "K > 'k1' AND K <= 'k3' OR V = ''",
            "NOT (K IN ('k0/0', 'k1/1') AND LENGTH(V) > 2)",
            "(K, V) >= ('k2', 'x') AND K IS NOT NULL",
            "K BETWEEN 'k1' AND 'k4' AND NOT K LIKE '%/1_'",
            "V IS NULL OR K = X'06FF00' OR K <> K || ''",
            "NULL = K OR CASE WHEN V = '' THEN NULL ELSE K > 'k2' END",
            "K < 5 AND V >= 10");

    private SeedTexts() {}

    static void write(Seeds.Sink sink) throws IOException {
        for (int i = 0; i < STATEMENTS.size(); i++) {
            sink.write(FuzzTarget.SQL, "statement" + i, new byte[] {(byte) i}, bytes(STATEMENTS.get(i)));
        }
        for (int i = 0; i < CONDITIONS.size(); i++) {
            sink.write(FuzzTarget.SQL_CONDITION, "condition" + i, bytes(CONDITIONS.get(i)));
        }
        sink.write(FuzzTarget.LIKE, "runs", bytes("a%_b%\0\0axxbcb"));
        sink.write(FuzzTarget.LIKE, "escape", bytes("%!%_!!\0!\0x\u00e4%y!"));
        sink.write(FuzzTarget.LIKE, "many", bytes("%a".repeat(40) + "b\0\0" + "a".repeat(200)));
        sink.write(FuzzTarget.JDBC_URL, "memory", bytes("durability=os\0mem:?binary=true&transactionBytes=64k&user=a"));
        sink.write(FuzzTarget.JDBC_URL, "path", bytes("\0/tmp/a?readOnly=true&memoryBudgetBytes=8m&compression=none"));
        sink.write(FuzzTarget.JDBC_URL, "sizes", bytes("memtableBytes=1g\0mem:x?blockCacheBytes=0"));
        sink.write(FuzzTarget.CAMEL_URI, "plain", bytes("data?operation=PUT&key=${header.id}-${body}&durability=OS"));
        sink.write(FuzzTarget.CAMEL_URI, "scan", bytes("/a/b?operation=SCAN&scanPrefix=x&scanLimit=5"));
        sink.write(FuzzTarget.CAMEL_URI, "more", bytes("a%20b?keyLanguage=constant&valueType=String&keyType=BYTES"
                + "&maxInFlightWrites=3&allowedOperations=PUT,GET&compression=NONE&memtableBytes=65536"));
        for (int operation = 0; operation < 9; operation++) {
            byte[] head = {(byte) operation, (byte) (operation % 6), (byte) (operation % 8)};
            sink.write(FuzzTarget.CAMEL_MESSAGE, "operation" + operation, head, bytes("key\0a=1,b={\"c\":[2]}"));
        }
        sink.write(FuzzTarget.NOTATION, "escapes", bytes("a\\\\b\\xff\u00e4\ud83d\ude00\t"));
        sink.write(FuzzTarget.NOTATION, "hex", bytes("00ffA0"));
        sink.write(FuzzTarget.INGEST_DELIMITED, "csv", new byte[] {15}, bytes("1,2\n\"a,\"\"b\",c\r\nd,\"e\nf\"\n"));
        sink.write(FuzzTarget.INGEST_DELIMITED, "tsv", new byte[] {12}, bytes("a\tb\nc\td\n\ne\t\u00e4"));
        sink.write(FuzzTarget.INGEST_JSON, "lines", new byte[] {3},
                bytes("{\"id\":1,\"a\":[\"x\"],\"v\":{\"b\":1.50}}\n{\"id\":\"\\u00e4\",\"a\":[true],\"v\":\"t\"}\n"));
        sink.write(FuzzTarget.INGEST_JSON, "line", new byte[] {0}, bytes("{\"id\":1e4}\n{\"id\":\"\\ud83d\\ude00\"}"));
        sink.write(FuzzTarget.REPL, "session", bytes("put a b c\nget a\nscan\nscan a\\x00 z\ndel a\ndump\nflush\n"
                + "full_compaction\nhelp\nput \\xff \\\\\nget \\xff\nbad\nquit\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
