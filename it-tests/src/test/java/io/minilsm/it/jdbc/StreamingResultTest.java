package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A table many times larger than the memory is read in constant memory, and its ranges without reading the rest. */
@Timeout(300)
class StreamingResultTest {
    /** Their values alone are 200 MB as bytes. */
    private static final int ROWS = 2_000_000;

    private static final int VALUE_BYTES = 100;

    @TempDir
    private Path directory;

    @Test
    void twoMillionRowsStreamThroughASmallHeap() throws Exception {
        load(ROWS);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        url())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), told);
        assertEquals(ROWS + " " + ROWS + " " + ROWS, told.trim());
    }

    @Test
    void rangesTouchOnlyTheirBlocks() throws Exception {
        int rows = 200_000;
        load(rows);
        try (Connection connection = DriverManager.getConnection(url() + "&readOnly=true");
                Statement statement = connection.createStatement()) {
            Store store = connection.unwrap(Store.class);
            long all = blocksRead(store, statement, "SELECT COUNT(*) FROM KV", rows);
            String[] bounded = {
                "SELECT COUNT(*) FROM KV WHERE K BETWEEN '000100000' AND '000100099'",
                "SELECT COUNT(*) FROM KV WHERE K LIKE '0001234%'",
                "SELECT COUNT(*) FROM KV WHERE K >= '000150000' AND K < '000150100'",
                "SELECT COUNT(*) FROM KV WHERE K > '000199899'",
                "SELECT COUNT(*) FROM KV WHERE (K, V) >= ('000199900', '')",
            };
            for (String sql : bounded) {
                long blocks = blocksRead(store, statement, sql, 100);
                assertTrue(blocks <= 20 && blocks * 20 < all, sql + ": blocks=" + blocks + ", of all=" + all);
            }
            String points = "SELECT COUNT(*) FROM KV WHERE K IN ('000000001', '000190000')";
            long some = blocksRead(store, statement, points, 2);
            assertTrue(some <= 10, "blocks=" + some);
            long last = blocksRead(store, statement, "SELECT 0 + K FROM KV ORDER BY K DESC LIMIT 1", rows - 1);
            assertTrue(last <= 10, "blocks=" + last);
        }
    }

    private static long blocksRead(Store store, Statement statement, String sql, long expected) throws SQLException {
        StoreStats before = store.stats();
        try (ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            assertEquals(expected, row.getLong(1), sql);
        }
        StoreStats after = store.stats();
        return after.cacheHits() + after.cacheMisses() - before.cacheHits() - before.cacheMisses();
    }

    private String url() {
        return "jdbc:minilsm:" + directory.resolve("store") + "?memoryBudgetBytes=16m";
    }

    private void load(int rows) throws Exception {
        byte[] value = "v".repeat(VALUE_BYTES).getBytes(StandardCharsets.UTF_8);
        Iterator<Map.Entry<byte[], byte[]>> entries = IntStream.range(0, rows)
                .mapToObj(i -> Map.entry(String.format("%09d", i).getBytes(StandardCharsets.UTF_8), value))
                .iterator();
        try (Store store = MiniLsm.open(directory.resolve("store"), Options.defaults())) {
            assertEquals(rows, store.bulkLoad(entries));
        }
    }

    /** Reads all rows forward and backward and counts them, in a process of its own. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            try (Connection connection = DriverManager.getConnection(arguments[0]);
                    Statement statement = connection.createStatement()) {
                statement.setFetchSize(Integer.MAX_VALUE);
                long forward = read(statement, "SELECT * FROM KV", 1);
                connection.setAutoCommit(false);
                long backward = read(statement, "SELECT * FROM KV ORDER BY K DESC", -1);
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM KV WHERE V LIKE '%v'")) {
                    row.next();
                    System.out.println(forward + " " + backward + " " + row.getLong(1));
                }
            }
        }

        private static long read(Statement statement, String sql, int step) throws SQLException {
            long seen = 0;
            long expected = step > 0 ? 0 : ROWS - 1;
            try (ResultSet rows = statement.executeQuery(sql)) {
                for (; rows.next(); seen++, expected += step) {
                    if (rows.getLong(1) != expected || rows.getString(2).length() != VALUE_BYTES) {
                        throw new AssertionError("row " + seen + ": " + rows.getString(1));
                    }
                }
            }
            return seen;
        }
    }
}
