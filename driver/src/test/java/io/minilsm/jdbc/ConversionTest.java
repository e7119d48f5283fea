package io.minilsm.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConversionTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** What a test does with the one row. */
    private interface Body {
        void with(ResultSet row) throws Exception;
    }

    private void stored(Object value, Body body) throws Exception {
        Sql.run(connection, "UPSERT INTO KV VALUES ('k', ?)", value);
        try (PreparedStatement statement = connection.prepareStatement("SELECT V FROM KV WHERE K = 'k'");
                ResultSet row = statement.executeQuery()) {
            assertTrue(row.next());
            body.with(row);
        }
    }

    @Test
    void valuesComeBackAsTheClassTheyWentInAs() throws Exception {
        UUID uuid = UUID.randomUUID();
        Object[] values = {
            "text", 'c' + "", 1, 2L, (short) 3, (byte) 4, 1.25, 0.1f, new BigDecimal("123456789.000001"),
            new BigInteger("123456789012345678901234567890"), true, uuid, LocalDate.of(2026, 11, 22),
            LocalTime.of(14, 30, 15, 250_000_000), LocalDateTime.of(2026, 11, 22, 14, 30, 15), Instant.EPOCH,
            OffsetDateTime.parse("2026-11-22T14:30:15.5+02:00"), Date.valueOf("2026-11-22"), Time.valueOf("14:30:15"),
            Timestamp.valueOf("2026-11-22 14:30:15.123456789")
        };
        for (Object value : values) {
            stored(value, row -> assertEquals(value, row.getObject(1, value.getClass()), value.getClass().getName()));
        }
    }

    @Test
    void numbersAreCheckedAgainstTheirRange() throws Exception {
        stored("300", row -> {
            assertEquals(300, row.getInt(1));
            assertEquals(300L, row.getLong("v"));
            assertEquals(300.0, row.getDouble("VALUE"));
            assertEquals(new BigDecimal(300), row.getBigDecimal(1));
            Sql.assertState("22003", () -> row.getByte(1));
            assertEquals("300", row.getObject(1));
        });
        stored("1e400", row -> Sql.assertState("22003", () -> row.getLong(1)));
        stored("-1.9", row -> assertEquals(-1, row.getInt(1)));
        stored("1e-999999999", row -> assertEquals(0, row.getInt(1)));
        stored("1e999999999", row -> Sql.assertState("22003", () -> row.getObject(1, BigInteger.class)));
        stored("no number", row -> {
            Sql.assertState("22018", () -> row.getInt(1));
            Sql.assertState("22018", () -> row.getBoolean(1));
            Sql.assertState("22007", () -> row.getDate(1));
            Sql.assertState("22007", () -> row.getTimestamp(1));
            Sql.assertState("22018", () -> row.getObject(1, UUID.class));
            Sql.assertState("22018", () -> row.getObject(1, Thread.class));
            Sql.assertState("42703", () -> row.getString(2));
            Sql.assertState("42703", () -> row.getString("other"));
        });
    }

    @Test
    void hugeExponentsAreRefusedAsText() {
        Sql.assertState(
                "22003", () -> Sql.run(connection, "UPSERT INTO KV VALUES ('k', ?)", new BigDecimal("1e999999999")));
        Sql.assertState("22003", () -> Sql.rows(connection, "SELECT 1e999999999 * 1e999999999"));
        Sql.assertState("22003", () -> Sql.rows(connection, "SELECT 9223372036854775807 + 1"));
        Sql.assertState("22012", () -> Sql.rows(connection, "SELECT 1 / 0"));
    }

    @Test
    void nullIsTold() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT NULL, 1, ?")) {
            statement.setNull(1, Types.VARCHAR);
            ResultSet row = statement.executeQuery();
            assertTrue(row.next());
            assertEquals(0, row.getInt(1));
            assertTrue(row.wasNull());
            assertEquals(1, row.getInt(2));
            assertFalse(row.wasNull());
            assertEquals(null, row.getObject(3, String.class));
            assertTrue(row.wasNull());
        }
    }

    @Test
    void streamsAreReadToTheirToldLength() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("UPSERT INTO KV VALUES (?, ?)")) {
            statement.setString(1, "k");
            statement.setBinaryStream(2, new ByteArrayInputStream(new byte[] {1, 2, 3}), 2);
            statement.executeUpdate();
            Sql.assertState(
                    "22023", () -> statement.setBinaryStream(2, new ByteArrayInputStream(new byte[] {1}), 2));
            Sql.assertState("22001", () -> statement.setBinaryStream(2, InputStream.nullInputStream(), 3L << 30));
            Sql.assertState("22023", () -> statement.setCharacterStream(2, new StringReader("a"), -7));
            try (ResultSet row = connection.createStatement().executeQuery("SELECT V FROM KV")) {
                assertTrue(row.next());
                assertArrayEquals(new byte[] {1, 2}, row.getBinaryStream(1).readAllBytes());
            }
            statement.setCharacterStream(2, new StringReader("gr\u00FC\u00DFe"));
            statement.executeUpdate();
            try (ResultSet row = connection.createStatement().executeQuery("SELECT V FROM KV")) {
                assertTrue(row.next());
                assertEquals("gr\u00FC\u00DFe", row.getObject(1));
                assertEquals('g', row.getCharacterStream(1).read());
            }
        }
    }

    @Test
    void calendarsGiveTheZone() throws Exception {
        Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        try (PreparedStatement statement = connection.prepareStatement("UPSERT INTO KV VALUES ('k', ?)")) {
            statement.setTimestamp(1, new Timestamp(0), utc);
            statement.executeUpdate();
        }
        assertEquals("1970-01-01 00:00", Sql.rows(connection, "SELECT V FROM KV"));
        try (ResultSet row = connection.createStatement().executeQuery("SELECT V FROM KV")) {
            assertTrue(row.next());
            assertEquals(0, row.getTimestamp(1, utc).getTime());
        }
    }

    @Test
    void targetTypesConvertAndUnknownClassesAreNamed() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            statement.setObject(1, "12", Types.INTEGER);
            ResultSet row = statement.executeQuery();
            assertTrue(row.next());
            assertEquals(12, row.getObject(1));
            SQLException e = Sql.assertState("22018", () -> statement.setObject(1, new Thread()));
            assertTrue(e.getMessage().contains("java.lang.Thread"), e.getMessage());
            Sql.assertState("22018", () -> statement.setObject(1, "x", Types.INTEGER));
        }
    }

    @Test
    void boundTextIsNeverSql() throws SQLException {
        Sql.run(connection, "INSERT INTO KV VALUES ('a', '1'), ('b', '2')");
        assertEquals("", Sql.rows(connection, "SELECT * FROM KV WHERE K = ?", "' OR 1=1 --"));
        assertEquals("", Sql.rows(connection, "SELECT * FROM KV WHERE K LIKE ? ESCAPE '!'", "!%"));
        assertEquals("-1", Sql.rows(connection, "SELECT - ?", 1));
        assertEquals("1", Sql.rows(connection, "SELECT -?", -1));
    }

    @Test
    void strangeKeysStayDistinct() throws SQLException {
        String[] keys = {"\u00E9", "e\u0301", "a\u0000b", "\uD83D\uDE00", "\uFFFD", " ", "a", "A", "\u0000"};
        for (String key : keys) {
            Sql.run(connection, "INSERT INTO KV VALUES (?, ?)", key, key);
        }
        for (String key : keys) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT V FROM KV WHERE K = ?")) {
                statement.setString(1, key);
                ResultSet row = statement.executeQuery();
                assertTrue(row.next());
                assertEquals(key, row.getString(1));
            }
        }
    }
}
