package io.minilsm.it.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The self-contained jar of the driver, alone in a class loader over the JDK. Runs where the driver was packaged. */
@Timeout(120)
class AllJarTest {
    private static final Path TARGET = Path.of("..", "driver", "target");
    private static final long MAX_BYTES = 4_000_000;

    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void find() throws Exception {
        assumeTrue(Files.isDirectory(TARGET), "the driver was not built");
        try (Stream<Path> files = Files.list(TARGET)) {
            jar = files.filter(file -> file.toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElse(null);
        }
        assumeTrue(jar != null, "the driver was not packaged");
    }

    @Test
    void driverOfTheJarAloneStoresAndReads() throws Exception {
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Driver driver = ServiceLoader.load(Driver.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .map(ServiceLoader.Provider::get)
                    .findFirst()
                    .orElseThrow();
            String url = "jdbc:minilsm:" + directory.resolve("store");
            try (Connection connection = driver.connect(url, new Properties());
                    Statement statement = connection.createStatement()) {
                // Long and repetitive, so that blocks are compressed.
                String value = "{\"a\":\"" + "abc".repeat(10_000) + "\"}";
                assertEquals(1, statement.executeUpdate("INSERT INTO KV VALUES ('k', '" + value + "')"));
                statement.execute("COMPACT");
            }
            try (Connection connection = driver.connect(url, new Properties());
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT LENGTH(V ->> '$.a') FROM KV WHERE K = 'k'")) {
                assertTrue(rows.next());
                assertEquals(30_000, rows.getInt(1));
            }
        }
    }

    @Test
    void jarIsSmallAndBringsNothingUnderForeignNames() throws Exception {
        assertTrue(Files.size(jar) < MAX_BYTES, () -> "bytes of the jar: " + jar.toFile().length());
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> foreign = file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("io/minilsm/")
                            || name.matches(".*[.](so|dll|dylib|jnilib)"))
                    .toList();
            assertEquals(List.of(), foreign);
        }
        assertTrue(ModuleFinder.of(jar).find("io.minilsm.jdbc").isPresent());
    }
}
