package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class StoreOnDiskTest {
    @TempDir
    private Path directory;

    private String url(String options) {
        return "jdbc:minilsm:" + directory.resolve("store") + options;
    }

    @Test
    void committedRowsAreThereAfterReopeningInEitherMode() throws SQLException {
        for (String options : List.of("", "?enableWal=false", "?enableWal=true", "?durability=os")) {
            try (Connection connection = DriverManager.getConnection(url(options))) {
                Sql.run(connection, "UPSERT INTO KV VALUES (?, 'x')", "k" + options);
                connection.setAutoCommit(false);
                Sql.run(connection, "UPSERT INTO KV VALUES (?, 'y')", "t" + options);
                connection.commit();
                Sql.run(connection, "UPSERT INTO KV VALUES ('never', 'z')");
            }
        }
        try (Connection connection = DriverManager.getConnection(url(""))) {
            assertEquals("8", Sql.rows(connection, "SELECT COUNT(*) FROM KV"));
            assertEquals("", Sql.rows(connection, "SELECT * FROM KV WHERE K = 'never'"));
        }
    }

    @Test
    void commitForcesOnceAndReadsForceNothing() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(""))) {
            Store store = connection.unwrap(Store.class);
            Sql.run(connection, "UPSERT INTO KV VALUES ('warm', 'up')");
            long before = store.stats().walForces();
            connection.setAutoCommit(false);
            for (int i = 0; i < 100; i++) {
                Sql.run(connection, "INSERT INTO KV VALUES (?, 'x')", i);
            }
            assertEquals(before, store.stats().walForces());
            connection.commit();
            assertEquals(before + 1, store.stats().walForces());
            assertEquals(store.visibleSequence(), store.durableSequence());
            Sql.rows(connection, "SELECT * FROM KV");
            connection.commit();
            assertEquals(before + 1, store.stats().walForces());
            connection.setAutoCommit(true);
            try (PreparedStatement batch = connection.prepareStatement("UPSERT INTO KV VALUES (?, 'y')")) {
                for (int i = 0; i < 100; i++) {
                    batch.setInt(1, i);
                    batch.addBatch();
                }
                batch.executeBatch();
            }
            assertEquals(before + 2, store.stats().walForces());
        }
    }

    @Test
    void commitsOfSeveralConnectionsShareForces() throws Exception {
        int threads = 8;
        int commits = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Connection watching = DriverManager.getConnection(url(""))) {
            StoreStats before = watching.unwrap(Store.class).stats();
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(pool.submit(() -> {
                    try (Connection own = DriverManager.getConnection(url(""))) {
                        for (int i = 0; i < commits; i++) {
                            Sql.run(own, "INSERT INTO KV VALUES (?, 'x')", thread + ":" + i);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            StoreStats after = watching.unwrap(Store.class).stats();
            assertEquals("400", Sql.rows(watching, "SELECT COUNT(*) FROM KV"));
            long forces = after.walForces() - before.walForces();
            assertTrue(forces < threads * commits, () -> "forces=" + forces);
            assertEquals(after.visibleSequence(), after.durableSequence());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void readOnlyConnectionsReadAndChangeNothing() throws Exception {
        Sql.assertState("08001", () -> DriverManager.getConnection(url("?readOnly=true")));
        Sql.assertState("08001", () -> DriverManager.getConnection(url("?createIfMissing=false")));
        try (Connection connection = DriverManager.getConnection(url(""))) {
            Sql.run(connection, "INSERT INTO KV VALUES ('a', '1')");
        }
        List<String> before = files();
        try (Connection one = DriverManager.getConnection(url("?readOnly=true"));
                Connection two = DriverManager.getConnection(url("?readOnly=true"))) {
            assertTrue(one.isReadOnly());
            assertTrue(one.getMetaData().isReadOnly());
            one.setReadOnly(false);
            Sql.assertState("25006", () -> Sql.run(one, "DELETE FROM KV"));
            assertEquals("a|1", Sql.rows(one, "SELECT * FROM KV"));
            assertEquals("a|1", Sql.rows(two, "SELECT * FROM KV"));
        }
        assertEquals(before, files());
        try (Connection writer = DriverManager.getConnection(url(""));
                Connection reader = DriverManager.getConnection(url("?readOnly=true"))) {
            Sql.run(writer, "INSERT INTO KV VALUES ('b', '2')");
            assertEquals("a|1 b|2", Sql.rows(reader, "SELECT * FROM KV"));
            Sql.assertState("25006", () -> Sql.run(reader, "DELETE FROM KV"));
        }
    }

    private List<String> files() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.resolve("store"))) {
            for (Path file : files.sorted().toList()) {
                found.add(file.getFileName() + ":" + Files.size(file) + ":" + Files.getLastModifiedTime(file));
            }
        }
        return found;
    }

    @Test
    void secondProcessIsToldWhoHasTheStore() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        url(""))
                .redirectErrorStream(true)
                .start();
        try {
            assertEquals('o', owner.getInputStream().read());
            SQLException e = Sql.assertState("08001", () -> DriverManager.getConnection(url("")));
            assertTrue(e.getMessage().contains(String.valueOf(owner.pid())), e.getMessage());
            Sql.assertState("08001", () -> DriverManager.getConnection(url("?readOnly=true")));
        } finally {
            owner.getOutputStream().close();
            owner.waitFor();
        }
        try (Connection connection = DriverManager.getConnection(url(""))) {
            assertEquals("a|1", Sql.rows(connection, "SELECT * FROM KV"));
        }
    }

    /** Another process that has the store open until its input ends; says so with one letter. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            try (Connection connection = DriverManager.getConnection(arguments[0])) {
                Sql.run(connection, "INSERT INTO KV VALUES ('a', '1')");
                System.out.write('o');
                System.out.flush();
                while (System.in.read() >= 0) {
                    continue;
                }
            }
        }
    }

    @Test
    void damagedStoreIsRefusedWithFileNamed() throws Exception {
        try (Connection connection = DriverManager.getConnection(url(""))) {
            Sql.run(connection, "INSERT INTO KV VALUES ('a', ?)", "x".repeat(10_000));
            connection.unwrap(Store.class).flush();
        }
        Path table;
        try (Stream<Path> files = Files.list(directory.resolve("store"))) {
            table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(table);
        bytes[100] ^= 1;
        Files.write(table, bytes);
        SQLException e = Sql.assertState("XX001", () -> {
            try (Connection connection = DriverManager.getConnection(url(""))) {
                Sql.rows(connection, "SELECT * FROM KV");
            }
        });
        assertTrue(e.getMessage().contains(table.getFileName().toString()), e.getMessage());
        Files.delete(table);
        SQLException refused = Sql.assertState("XX001", () -> DriverManager.getConnection(url("")));
        assertTrue(refused.getMessage().contains("minilsm repair --salvage "), refused.getMessage());
    }

    @Test
    void pathThatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("store"), "text");
        SQLException e = Sql.assertState("08001", () -> DriverManager.getConnection(url("")));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void readsLeaveNoSnapshotAndNoCursorOpen() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("?durability=os&memtableBytes=1m"))) {
            try (PreparedStatement batch = connection.prepareStatement("UPSERT INTO KV VALUES (?, ?)")) {
                for (int i = 0; i < 50_000; i++) {
                    batch.setString(1, String.format("%08d", i));
                    batch.setBytes(2, new byte[100]);
                    batch.addBatch();
                    if (i % 5000 == 4999) {
                        batch.executeBatch();
                    }
                }
            }
            assertEquals("50000", Sql.rows(connection, "SELECT COUNT(*) FROM KV"));
            assertEquals("00049999", Sql.rows(connection, "SELECT K FROM KV ORDER BY K DESC LIMIT 1"));
            assertEquals(0, connection.unwrap(Store.class).stats().openSnapshots());
            assertEquals(0, connection.unwrap(Store.class).stats().openCursors());
        }
    }

    @Test
    void oneOfManyInsertersOfAKeyWins() throws Exception {
        int threads = 4;
        int keys = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String name = "t" + t;
                all.add(pool.submit(() -> insertAll(name, keys)));
            }
            int won = 0;
            for (Future<Integer> each : all) {
                won += each.get();
            }
            assertEquals(keys, won);
        } finally {
            pool.shutdown();
        }
    }

    /** Returns how many of the keys were inserted by this caller. */
    private int insertAll(String name, int keys) throws SQLException {
        int won = 0;
        try (Connection own = DriverManager.getConnection(url("?durability=os"))) {
            for (int key = 0; key < keys; key++) {
                try {
                    won += Sql.run(own, "INSERT INTO KV VALUES (?, ?)", key, name);
                    assertEquals(name, Sql.rows(own, "SELECT V FROM KV WHERE K = ?", key));
                } catch (SQLIntegrityConstraintViolationException e) {
                    assertEquals("23505", e.getSQLState());
                }
            }
        }
        return won;
    }

    @Test
    void directoryOfAnotherProductAndOverlongPathAreRefusedAndLeftAlone() throws IOException {
        Path other = Files.createDirectory(directory.resolve("store"));
        Files.writeString(other.resolve("PG_VERSION"), "17");
        Sql.assertState("08001", () -> DriverManager.getConnection(url("")));
        try (Stream<Path> files = Files.list(other)) {
            assertEquals(List.of(other.resolve("PG_VERSION")), files.toList());
        }
        Sql.assertState("08001", () -> DriverManager.getConnection(url("/" + "x".repeat(5000))));
    }

    @Test
    void thousandsOfConnectionsShareOneStore() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(DriverManager.getConnection(url("?durability=os")));
        }
        Sql.run(all.get(0), "INSERT INTO KV VALUES ('a', '1')");
        for (Connection each : all) {
            assertEquals("a|1", Sql.rows(each, "SELECT * FROM KV"));
            each.close();
        }
    }
}
