package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import io.minilsm.jdbc.MiniLsmDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** HikariCP with Spring's JdbcTemplate and transactions over the driver. */
class PoolAndTemplateTest {
    @TempDir
    private Path directory;

    private HikariDataSource pool;
    private JdbcTemplate template;

    @BeforeEach
    void open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:minilsm:" + directory.resolve("store"));
        config.setUsername("anyone");
        config.setPassword("anything");
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        config.setSchema("MAIN");
        pool = new HikariDataSource(config);
        template = new JdbcTemplate(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void templateWritesAndReads() {
        assertEquals(1, template.update("INSERT INTO KV VALUES (?, ?)", "k1", "v1"));
        assertEquals(1, template.update("INSERT INTO KV VALUES (?, ?)", "k2", 42));
        assertEquals("v1", template.queryForObject("SELECT V FROM KV WHERE K = ?", String.class, "k1"));
        assertEquals(42, template.queryForObject("SELECT V FROM KV WHERE K = ?", Integer.class, "k2"));
        assertEquals(2L, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));
        List<Map<String, Object>> rows = template.queryForList("SELECT * FROM KV WHERE K LIKE ? ORDER BY K DESC", "k%");
        assertEquals("[{K=k2, V=42}, {K=k1, V=v1}]", rows.toString());
        assertEquals(
                List.of("k1"),
                new NamedParameterJdbcTemplate(template)
                        .queryForList(
                                "SELECT K FROM KV WHERE K IN (:keys)",
                                Map.of("keys", List.of("k1", "k9")),
                                String.class));
        assertThrows(
                EmptyResultDataAccessException.class,
                () -> template.queryForObject("SELECT V FROM KV WHERE K = ?", String.class, "none"));
    }

    @Test
    void batchesReturnCounts() {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(new Object[] {String.format("k%03d", i), "v" + i});
        }
        int[] counts = template.batchUpdate("INSERT INTO KV VALUES (?, ?)", rows);
        assertEquals(500, counts.length);
        assertEquals(500L, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));
        assertThrows(
                DuplicateKeyException.class,
                () -> template.batchUpdate(
                        "INSERT INTO KV VALUES (?, ?)",
                        List.of(new Object[] {"new", "x"}, new Object[] {"k000", "x"})));
        assertEquals(500L, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));
    }

    @Test
    void errorsBecomeSpringsExceptions() {
        template.update("INSERT INTO KV VALUES ('k', 'v')");
        assertThrows(DuplicateKeyException.class, () -> template.update("INSERT INTO KV VALUES ('k', 'v')"));
        assertThrows(
                DataIntegrityViolationException.class, () -> template.update("INSERT INTO KV VALUES (?, NULL)", "x"));
        assertThrows(BadSqlGrammarException.class, () -> template.queryForList("SELEC 1"));
        assertThrows(BadSqlGrammarException.class, () -> template.queryForList("SELECT * FROM OTHER"));
    }

    @Test
    void transactionsCommitRollBackAndConflict() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        transaction.executeWithoutResult(status -> {
            template.update("INSERT INTO KV VALUES ('a', '1')");
            template.update("INSERT INTO KV VALUES ('b', '1')");
        });
        assertThrows(
                IllegalStateException.class,
                () -> transaction.executeWithoutResult(status -> {
                    template.update("DELETE FROM KV");
                    assertEquals(0L, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));
                    throw new IllegalStateException("roll back");
                }));
        assertEquals(2L, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));

        transaction.setReadOnly(true);
        UncategorizedSQLException readOnly = assertThrows(
                UncategorizedSQLException.class,
                () -> transaction.executeWithoutResult(status -> template.update("DELETE FROM KV")));
        assertEquals("25006", readOnly.getSQLException().getSQLState());
        transaction.setReadOnly(false);

        assertThrows(
                ConcurrencyFailureException.class,
                () -> transaction.executeWithoutResult(status -> {
                    template.update("UPDATE KV SET V = V + 1 WHERE K = 'a'");
                    new JdbcTemplate(new MiniLsmDataSource(pool.getJdbcUrl()))
                            .update("UPDATE KV SET V = V + 10 WHERE K = 'a'");
                }));
        assertEquals("11", template.queryForObject("SELECT V FROM KV WHERE K = 'a'", String.class));
    }

    @Test
    void nestedTransactionsUseSavepoints() {
        TransactionTemplate outer = new TransactionTemplate(new JdbcTransactionManager(pool));
        TransactionTemplate inner = new TransactionTemplate(outer.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        outer.executeWithoutResult(status -> {
            template.update("INSERT INTO KV VALUES ('outer', '1')");
            inner.executeWithoutResult(nested -> {
                template.update("INSERT INTO KV VALUES ('inner', '1')");
                nested.setRollbackOnly();
            });
        });
        assertEquals(List.of("outer"), template.queryForList("SELECT K FROM KV", String.class));
    }

    @Test
    void poolUnderLoadLeaksNothing() throws Exception {
        int threads = 8;
        int rounds = 40;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(executor.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        template.update("INSERT INTO KV VALUES (?, ?)", thread + ":" + i, i);
                        template.queryForList("SELECT * FROM KV WHERE K LIKE ? LIMIT 5", thread + ":%");
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdown();
        }
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        assertEquals(0, state.getActiveConnections());
        assertEquals((long) threads * rounds, template.queryForObject("SELECT COUNT(*) FROM KV", Long.class));
    }

    /** Transactions, half-read results, forgotten statements and roll-backs, with the pool's detection of leaks on. */
    @Test
    void poolUnderMixedLoadHoldsNothingAfterwards() throws Exception {
        pool.getHikariConfigMXBean().setLeakDetectionThreshold(2000);
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                all.add(executor.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        mixed(thread + ":" + i, i);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdown();
        }
        assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
        assertEquals(0, pool.getHikariPoolMXBean().getThreadsAwaitingConnection());
        try (Connection connection = pool.getConnection()) {
            StoreStats stats = connection.unwrap(Store.class).stats();
            assertEquals(0, stats.openCursors());
            assertEquals(0, stats.openSnapshots());
        }
        assertEquals(8 * 60 / 2, template.queryForObject("SELECT COUNT(*) FROM KV", Integer.class));
    }

    private void mixed(String key, int round) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(round % 4 == 0);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO KV VALUES ('" + key + "', '" + round + "')");
                ResultSet halfRead = statement.executeQuery("SELECT * FROM KV");
                assertTrue(halfRead.next());
            }
            assertTrue(connection.prepareStatement("SELECT * FROM KV").executeQuery().next());
            if (round % 4 == 2) {
                connection.commit();
            }
        }
    }

    @Test
    void resultsStreamThroughThePool() throws Exception {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            rows.add(new Object[] {String.format("%05d", i), "x"});
        }
        template.batchUpdate("UPSERT INTO KV VALUES (?, ?)", rows);
        long[] seen = {0};
        template.setFetchSize(10);
        template.query("SELECT K FROM KV", (ResultSet row) -> {
            seen[0]++;
        });
        assertEquals(2000, seen[0]);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(30);
            assertTrue(connection.isValid(1));
            assertArrayEquals(new int[] {2000}, new int[] {statement.executeUpdate("DELETE FROM KV")});
        }
    }
}
