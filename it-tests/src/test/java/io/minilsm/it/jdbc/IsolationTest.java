package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The anomalies that isolation must prevent, tried by many threads at once over one store on disk. */
@Timeout(300)
class IsolationTest {
    private static final int THREADS = 6;

    /** {@code -Dminilsm.long=true} for the long version. */
    private static final int ROUNDS = Boolean.getBoolean("minilsm.long") ? 20_000 : 400;

    private final long seed = Long.getLong("minilsm.seed", new Random().nextLong());
    private final AtomicInteger conflicts = new AtomicInteger();

    @TempDir
    private Path directory;

    /** What a transaction does. */
    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private Connection open(int isolation) throws SQLException {
        Connection connection =
                DriverManager.getConnection("jdbc:minilsm:" + directory.resolve("store") + "?durability=os");
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(isolation);
        return connection;
    }

    /** Runs the work as a transaction; returns whether it was committed. Only a conflict may keep it from that. */
    private boolean transact(Connection connection, Work work) throws SQLException {
        try {
            work.run(connection);
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            assertEquals("40001", e.getSQLState(), () -> "seed=" + seed + ": " + e);
            conflicts.incrementAndGet();
            return false;
        }
    }

    /** Runs the work in many threads, each with its number, and hands on what one of them throws. */
    private static void inThreads(int threads, Callable<Void>[] work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (Callable<Void> each : work) {
                all.add(executor.submit(each));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** What a thread does in one of its rounds. */
    private interface Round {
        void run(Connection connection, int thread, Random random) throws SQLException;
    }

    @SuppressWarnings("unchecked")
    private void rounds(int isolation, Round round) throws Exception {
        Callable<Void>[] work = new Callable[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            work[t] = () -> {
                Random random = new Random(seed + thread);
                try (Connection connection = open(isolation)) {
                    for (int i = 0; i < ROUNDS; i++) {
                        round.run(connection, thread, random);
                    }
                }
                return null;
            };
        }
        inThreads(THREADS, work);
    }

    private static long number(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next(), sql);
                return rows.getLong(1);
            }
        }
    }

    private static int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** Of two on call one may leave. Each looks at both and writes its own row only. */
    @Test
    void writeSkewIsPreventedWhenSerializable() throws Exception {
        try (Connection setup = open(Connection.TRANSACTION_SERIALIZABLE)) {
            for (int pair = 0; pair < 4; pair++) {
                change(setup, "INSERT INTO KV VALUES (?, '1'), (?, '1')", pair + "/0", pair + "/1");
            }
            setup.commit();
        }
        rounds(Connection.TRANSACTION_SERIALIZABLE, (connection, thread, random) -> {
            int pair = random.nextInt(4);
            String own = pair + "/" + thread % 2;
            transact(connection, each -> {
                long onCall = number(each, "SELECT SUM(V) FROM KV WHERE K LIKE ? || '/%'", pair);
                assertTrue(onCall >= 1, () -> "nobody on call: seed=" + seed);
                change(each, "UPDATE KV SET V = ? WHERE K = ?", onCall == 2 ? 0 : 1, own);
            });
        });
        assertTrue(conflicts.get() > 0, "no conflict ever: seed=" + seed);
    }

    /** What snapshot isolation lets pass, as documented: two that read the same rows and write different ones. */
    @Test
    void writeSkewPassesAtRepeatableRead() throws Exception {
        try (Connection one = open(Connection.TRANSACTION_REPEATABLE_READ);
                Connection two = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            change(one, "INSERT INTO KV VALUES ('a', '1'), ('b', '1')");
            one.commit();
            assertEquals(2, number(one, "SELECT SUM(V) FROM KV"));
            assertEquals(2, number(two, "SELECT SUM(V) FROM KV"));
            change(one, "UPDATE KV SET V = '0' WHERE K = 'a'");
            change(two, "UPDATE KV SET V = '0' WHERE K = 'b'");
            one.commit();
            two.commit();
            assertEquals(0, number(one, "SELECT SUM(V) FROM KV"));
        }
    }

    @Test
    void noUpdateIsLost() throws Exception {
        try (Connection setup = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            change(setup, "CREATE TABLE counters (id BIGINT PRIMARY KEY, n BIGINT)");
            change(setup, "INSERT INTO counters VALUES (0, 0), (1, 0), (2, 0)");
            setup.commit();
        }
        AtomicLong[] committed = {new AtomicLong(), new AtomicLong(), new AtomicLong()};
        rounds(Connection.TRANSACTION_REPEATABLE_READ, (connection, thread, random) -> {
            int id = random.nextInt(3);
            boolean done = transact(connection, each -> {
                long before = number(each, "SELECT n FROM counters WHERE id = ?", id);
                assertEquals(1, change(each, "UPDATE counters SET n = ? WHERE id = ?", before + 1, id));
            });
            if (done) {
                committed[id].incrementAndGet();
            }
        });
        try (Connection check = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            for (int id = 0; id < 3; id++) {
                long stored = number(check, "SELECT n FROM counters WHERE id = ?", id);
                assertEquals(committed[id].get(), stored, "seed=" + seed);
            }
        }
        assertTrue(conflicts.get() > 0, "no conflict ever: seed=" + seed);
    }

    /** At most ten rows have room under a prefix; each counts them before it adds one, so each insert is a phantom. */
    @Test
    void phantomsArePreventedWhenSerializable() throws Exception {
        AtomicLong names = new AtomicLong();
        rounds(Connection.TRANSACTION_SERIALIZABLE, (connection, thread, random) -> {
            int room = random.nextInt(3);
            transact(connection, each -> {
                long there = number(each, "SELECT COUNT(*) FROM KV WHERE K LIKE ?", room + ":%");
                assertTrue(there <= 10, () -> "overbooked: actual=" + there + ", seed=" + seed);
                if (there < 10) {
                    String name = room + ":" + names.incrementAndGet();
                    assertEquals(1, change(each, "INSERT INTO KV VALUES (?, 'x')", name));
                } else {
                    change(each, "DELETE FROM KV WHERE K LIKE ?", room + ":%");
                }
            });
        });
        try (Connection check = open(Connection.TRANSACTION_SERIALIZABLE)) {
            for (int room = 0; room < 3; room++) {
                assertTrue(number(check, "SELECT COUNT(*) FROM KV WHERE K LIKE ?", room + ":%") <= 10, "seed=" + seed);
            }
        }
        assertTrue(conflicts.get() > 0, "no conflict ever: seed=" + seed);
    }

    @Test
    void eachReadsItsOwnWrites() throws Exception {
        rounds(Connection.TRANSACTION_REPEATABLE_READ, (connection, thread, random) -> {
            TreeMap<String, String> own = new TreeMap<>();
            transact(connection, each -> {
                change(each, "DELETE FROM KV WHERE K LIKE ?", thread + ":%");
                for (int i = 0; i < 5; i++) {
                    String key = thread + ":" + random.nextInt(8);
                    if (random.nextInt(4) == 0) {
                        assertEquals(own.remove(key) == null ? 0 : 1, change(each, "DELETE FROM KV WHERE K = ?", key));
                    } else {
                        own.put(key, "v" + i);
                        change(each, "UPSERT INTO KV VALUES (?, ?)", key, "v" + i);
                    }
                }
                assertEquals(own, all(each, thread + ":%"), () -> "seed=" + seed);
            });
        });
        assertEquals(0, conflicts.get(), "seed=" + seed);
    }

    private static Map<String, String> all(Connection connection, String pattern) throws SQLException {
        TreeMap<String, String> all = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM KV WHERE K LIKE ?")) {
            statement.setString(1, pattern);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return all;
    }

    /** Two writers count x and y up, each its own; no two readers may see them in different orders. */
    @Test
    @SuppressWarnings("unchecked")
    void writesOfTwoAreSeenInOneOrderByAll() throws Exception {
        try (Connection setup = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            change(setup, "INSERT INTO KV VALUES ('x', '0'), ('y', '0')");
            setup.commit();
        }
        CountDownLatch writing = new CountDownLatch(2);
        List<List<long[]>> seen = new ArrayList<>();
        Callable<Void>[] work = new Callable[THREADS];
        for (int t = 0; t < THREADS; t++) {
            String own = t == 0 ? "x" : "y";
            List<long[]> pairs = new ArrayList<>();
            seen.add(pairs);
            work[t] = t < 2 ? () -> write(own, writing) : () -> read(pairs, writing);
        }
        inThreads(THREADS, work);
        List<long[]> all = new ArrayList<>();
        seen.forEach(all::addAll);
        all.sort(Comparator.<long[]>comparingLong(pair -> pair[0]).thenComparingLong(pair -> pair[1]));
        for (int i = 1; i < all.size(); i++) {
            long[] one = all.get(i - 1);
            long[] two = all.get(i);
            assertTrue(one[1] <= two[1], () -> "fork: " + one[0] + "/" + one[1] + " and " + two[0] + "/" + two[1]);
        }
        assertTrue(all.size() > THREADS, "reads=" + all.size());
    }

    private Void write(String key, CountDownLatch writing) throws SQLException {
        try (Connection connection = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            for (int i = 1; i <= ROUNDS * 4; i++) {
                change(connection, "UPDATE KV SET V = ? WHERE K = ?", i, key);
                connection.commit();
            }
        } finally {
            writing.countDown();
        }
        return null;
    }

    private Void read(List<long[]> pairs, CountDownLatch writing) throws SQLException {
        try (Connection connection = open(Connection.TRANSACTION_REPEATABLE_READ)) {
            do {
                boolean yFirst = pairs.size() % 2 == 0;
                long first = number(connection, "SELECT V FROM KV WHERE K = ?", yFirst ? "y" : "x");
                long second = number(connection, "SELECT V FROM KV WHERE K = ?", yFirst ? "x" : "y");
                connection.commit();
                pairs.add(yFirst ? new long[] {second, first} : new long[] {first, second});
            } while (writing.getCount() > 0);
        }
        return null;
    }
}
