package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The six core workloads of YCSB with the statements of its JDBC binding (one field), by four threads. What is read
 * must be of its key and not older than what was acknowledged before.
 */
@Timeout(300)
class YcsbTest {
    private static final int THREADS = 4;
    private static final int RECORDS = 500;
    private static final int OPERATIONS = Boolean.getBoolean("minilsm.long") ? 50_000 : 400;
    private static final int MOST = RECORDS + THREADS * OPERATIONS;

    private final long seed = Long.getLong("minilsm.seed", new Random().nextLong());
    private final AtomicInteger records = new AtomicInteger(RECORDS);

    /** Of each record the number of its last acknowledged write; 0 while it is not there. */
    private final AtomicIntegerArray written = new AtomicIntegerArray(MOST);

    @TempDir
    private Path directory;

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:minilsm:" + directory.resolve("store") + "?durability=os");
    }

    private static String key(int record) {
        return String.format("user%010d", record * 7919L % 1_000_003);
    }

    @ParameterizedTest
    @CsvSource({"A,50,50,0,0,0", "B,95,5,0,0,0", "C,100,0,0,0,0", "D,95,0,5,0,0", "E,0,0,5,95,0", "F,50,0,0,0,50"})
    void workload(String name, int reads, int updates, int inserts, int scans, int modifies) throws Exception {
        load();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + t);
                all.add(executor.submit(() -> {
                    try (Client client = new Client(open(), random)) {
                        for (int i = 0; i < OPERATIONS; i++) {
                            client.operation(reads, updates, inserts, scans);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM usertable")) {
            assertTrue(rows.next());
            assertEquals(records.get(), rows.getInt(1), "seed=" + seed);
        }
    }

    private void load() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE usertable (YCSB_KEY VARCHAR(255) PRIMARY KEY, FIELD0 TEXT)");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO usertable (YCSB_KEY,FIELD0) VALUES(?,?)")) {
                for (int i = 0; i < RECORDS; i++) {
                    insert.setString(1, key(i));
                    insert.setString(2, value(i, 1));
                    insert.addBatch();
                    written.set(i, 1);
                }
                insert.executeBatch();
            }
        }
    }

    private static String value(int record, int write) {
        return record + ":" + write + ":" + "x".repeat(80);
    }

    /** One thread. */
    private final class Client implements AutoCloseable {
        private final Connection connection;
        private final Random random;
        private final PreparedStatement read;
        private final PreparedStatement update;
        private final PreparedStatement insert;
        private final PreparedStatement scan;

        Client(Connection connection, Random random) throws SQLException {
            this.connection = connection;
            this.random = random;
            read = connection.prepareStatement("SELECT * FROM usertable WHERE YCSB_KEY = ?");
            update = connection.prepareStatement("UPDATE usertable SET FIELD0=? WHERE YCSB_KEY = ?");
            insert = connection.prepareStatement("INSERT INTO usertable (YCSB_KEY,FIELD0) VALUES(?,?)");
            scan = connection.prepareStatement(
                    "SELECT * FROM usertable WHERE YCSB_KEY >= ? ORDER BY YCSB_KEY LIMIT ?");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }

        void operation(int reads, int updates, int inserts, int scans) throws SQLException {
            int choice = random.nextInt(100);
            // Squared, so that a few records are asked for often.
            int record = (int) (RECORDS * Math.pow(random.nextDouble(), 3));
            if (choice < reads) {
                read(record);
            } else if (choice < reads + updates) {
                update(record, read(record) + 1);
            } else if (choice < reads + updates + inserts) {
                insert(records.getAndIncrement());
            } else if (choice < reads + updates + inserts + scans) {
                scan(record);
            } else {
                update(record, read(record) + 1);
            }
        }

        private int read(int record) throws SQLException {
            int least = written.get(record);
            read.setString(1, key(record));
            try (ResultSet rows = read.executeQuery()) {
                assertTrue(rows.next(), () -> "lost: record=" + record + ", seed=" + seed);
                return check(rows, record, least);
            }
        }

        private int check(ResultSet rows, int record, int least) throws SQLException {
            assertEquals(key(record), rows.getString("YCSB_KEY"));
            String[] parts = rows.getString("FIELD0").split(":");
            assertEquals(record, Integer.parseInt(parts[0]), "seed=" + seed);
            return Integer.parseInt(parts[1]);
        }

        private void update(int record, int write) throws SQLException {
            update.setString(1, value(record, write));
            update.setString(2, key(record));
            assertEquals(1, update.executeUpdate(), "seed=" + seed);
            written.set(record, write);
        }

        private void insert(int record) throws SQLException {
            insert.setString(1, key(record));
            insert.setString(2, value(record, 1));
            assertEquals(1, insert.executeUpdate(), "seed=" + seed);
            written.set(record, 1);
            assertEquals(1, read(record));
        }

        private void scan(int record) throws SQLException {
            int length = 1 + random.nextInt(100);
            scan.setString(1, key(record));
            scan.setInt(2, length);
            String last = "";
            int count = 0;
            try (ResultSet rows = scan.executeQuery()) {
                while (rows.next()) {
                    String key = rows.getString(1);
                    assertTrue(key.compareTo(last) > 0, "seed=" + seed);
                    assertEquals(key, key(Integer.parseInt(rows.getString(2).split(":")[0])), "seed=" + seed);
                    last = key;
                    count++;
                }
            }
            assertTrue(count >= 1 && count <= length, "seed=" + seed);
        }
    }
}
