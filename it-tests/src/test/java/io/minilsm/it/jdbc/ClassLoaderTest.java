package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver in class loaders of their own, as servers load applications. */
@Timeout(120)
class ClassLoaderTest {
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

    private Connection connect(Driver driver) throws SQLException {
        return driver.connect("jdbc:minilsm:" + directory.resolve("store"), new Properties());
    }

    private static Driver driver(ClassLoader loader) throws ReflectiveOperationException {
        return (Driver) loader.loadClass("io.minilsm.jdbc.Driver").getConstructor().newInstance();
    }

    private static URLClassLoader loader() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }
}
