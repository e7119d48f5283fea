package io.minilsm.jdbc;

import static io.minilsm.jdbc.Sql.assertState;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.Writer;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LobTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:minilsm:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void blobsAreWrittenAndRead() throws Exception {
        Blob made = connection.createBlob();
        made.setBytes(1, new byte[] {1, 2, 3, 4});
        try (OutputStream stream = made.setBinaryStream(5)) {
            stream.write(new byte[] {-1, 0});
        }
        made.setBytes(2, new byte[] {9, 8, 7}, 1, 1);
        made.truncate(5);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES ('b', ?)")) {
            insert.setBlob(1, made);
            insert.executeUpdate();
        }
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT V FROM KV")) {
            assertTrue(rows.next());
            Blob read = rows.getBlob("V");
            assertArrayEquals(new byte[] {1, 8, 3, 4, -1}, read.getBytes(1, 99));
            assertArrayEquals(new byte[] {3, 4}, read.getBinaryStream(3, 2).readAllBytes());
            assertEquals(4, read.position(new byte[] {4, -1}, 1));
            assertEquals(-1, read.position(new byte[] {5}, 1));
            assertEquals(5, rows.getObject(1, Blob.class).length());
            assertState("22023", () -> read.getBytes(7, 1));
            assertState("22023", () -> read.getBytes(0, 1));
            read.free();
            assertState("55000", read::length);
        }
    }

    @Test
    void clobsAreWrittenAndRead() throws Exception {
        NClob made = connection.createNClob();
        made.setString(1, "abcdef");
        try (Writer writer = made.setCharacterStream(7)) {
            writer.write("gh");
        }
        try (OutputStream stream = made.setAsciiStream(1)) {
            stream.write('A');
        }
        made.setString(3, "xXYx", 1, 2);
        made.truncate(7);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO KV VALUES ('c', ?)")) {
            insert.setNClob(1, made);
            insert.executeUpdate();
        }
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT V FROM KV")) {
            assertTrue(rows.next());
            Clob read = rows.getClob("V");
            assertEquals("AbXYefg", read.getSubString(1, 99));
            assertEquals("XY", new BufferedReader(read.getCharacterStream(3, 2)).readLine());
            assertEquals(5, read.position("ef", 1));
            assertEquals(-1, read.position(connection.createClob().getSubString(1, 0) + "z", 1));
            assertEquals("AbXYefg", rows.getObject(1, NClob.class).getSubString(1, 7));
            read.free();
            assertState("55000", read::length);
        }
    }
}
