package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Store;
import io.minilsm.tools.Verify;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver in class loaders of their own, as servers load applications. */
@Timeout(120)
class ClassLoaderTest {
    /** With breaks of 20 ms: far more than are needed, and a leak is told within seconds. */
    private static final int COLLECTIONS = 200;

    @TempDir
    private Path directory;

    @Test
    void secondClassLoaderIsRefusedWhileTheFirstHasTheStore() throws Exception {
        try (URLClassLoader one = loader();
                URLClassLoader two = loader()) {
            Driver second = driver(two);
            try (Connection connection = connect(driver(one))) {
                assertTrue(connection.isValid(0));
                SQLException refused = null;
                try (Connection other = connect(second)) {
                    assertNull(other);
                } catch (SQLException e) {
                    refused = e;
                }
                assertEquals("08001", refused == null ? "none" : refused.getSQLState());
            }
            connect(second).close();
        }
    }

    /** A server that takes an application out and in again, a hundred times, must not hold a hundred copies of it. */
    @Test
    void classLoaderOfAClosedDriverIsCollected() throws Exception {
        assumeTrue(
                Runtime.version().feature() == 17,
                "newer ones keep some record class in a soft reference of their own until memory is short");
        WeakReference<ClassLoader> left = useAndDrop();
        // JDK 17 keeps the record class whose equals was linked last, so one in all: it is to be this one.
        assertEquals(new LinkedLast("a"), new LinkedLast("a"));
        for (int i = 0; left.get() != null && i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertNull(left.get(), "something still reaches the class loader of a closed driver");
    }

    private record LinkedLast(String text) {}

    private WeakReference<ClassLoader> useAndDrop() throws Exception {
        URLClassLoader loader = loader();
        @SuppressWarnings("unchecked")
        Consumer<Path> application = (Consumer<Path>) loader.loadClass(Application.class.getName())
                .getConstructor()
                .newInstance();
        application.accept(directory);
        loader.close();
        return new WeakReference<>(loader);
    }

    /** Uses driver and engine in all ways that may leave something in this thread, which goes on. */
    public static final class Application implements Consumer<Path> {
        @Override
        public void accept(Path directory) {
            try {
                useDriver(directory);
                useEngine(directory.resolve("store"));
                // As servers do when they take an application out.
                for (Driver driver : Collections.list(DriverManager.getDrivers())) {
                    DriverManager.deregisterDriver(driver);
                }
            } catch (SQLException | IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void useDriver(Path directory) throws SQLException {
            String url = "jdbc:minilsm:" + directory.resolve("store");
            try (Connection connection = new io.minilsm.jdbc.Driver().connect(url, new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO KV (K, V) VALUES ('a', '{\"b\": {\"c\": [1, 2]}}'), ('b', 'text')");
                statement.execute("COMPACT");
                try (ResultSet rows = statement.executeQuery("SELECT V ->> '$.b.c' FROM KV WHERE K = 'a'")) {
                    assertTrue(rows.next());
                    assertEquals("[1, 2]", rows.getString(1));
                }
                statement.execute("CHECKPOINT TO '" + directory.resolve("copy") + "'");
                try (ResultSet rows = statement.executeQuery("SHOW STATS")) {
                    assertTrue(rows.next());
                }
                assertThrows(SQLException.class, () -> statement.execute("SELECT"));
            }
        }

        private static void useEngine(Path directory) throws IOException {
            try (Store store = MiniLsm.open(directory)) {
                byte[] entry = {1};
                store.bulkLoad(Map.of(entry, entry).entrySet().iterator());
                assertArrayEquals(entry, store.get(entry));
            }
            assertTrue(Verify.run(directory).isClean());
        }
    }

    private Connection connect(Driver driver) throws SQLException {
        return driver.connect("jdbc:minilsm:" + directory.resolve("store"), new Properties());
    }

    private static Driver driver(ClassLoader loader) throws ReflectiveOperationException {
        return (Driver) loader.loadClass("io.minilsm.jdbc.Driver").getConstructor().newInstance();
    }

    private static URLClassLoader loader() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            // Looking at all drivers would register those, too.
            if (!entry.contains("sqlite") && !entry.contains("h2database")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }
}
