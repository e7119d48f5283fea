package io.minilsm.bench.rot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** SQLite with default options, or with a log and full syncs; one transaction for each step. */
final class SqliteRotStore implements RotStore {
    private final Connection connection;
    private final boolean wal;

    SqliteRotStore(Path directory, boolean wal) throws SQLException {
        this.wal = wal;
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("kv.sqlite"));
        boolean done = false;
        try (Statement statement = connection.createStatement()) {
            if (wal) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
            }
            statement.execute("CREATE TABLE IF NOT EXISTS kv (k BLOB PRIMARY KEY, v BLOB NOT NULL)");
            done = true;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    @Override
    public void write(List<KnownEntries.Entry> entries) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO kv VALUES (?, ?)")) {
            for (KnownEntries.Entry entry : entries) {
                insert.setBytes(1, entry.key());
                insert.setBytes(2, entry.value());
                insert.executeUpdate();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void settle() throws SQLException {
        if (wal) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    @Override
    public byte[] get(byte[] key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT v FROM kv WHERE k = ?")) {
            select.setBytes(1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }

    @Override
    public int walk() throws SQLException {
        int count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k, v FROM kv")) {
            while (rows.next()) {
                count += rows.getBytes(1) != null && rows.getBytes(2) != null ? 1 : 0;
            }
        }
        return count;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
