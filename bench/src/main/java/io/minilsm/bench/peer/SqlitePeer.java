package io.minilsm.bench.peer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite through JDBC: one connection that writes, one for each reader, prepared statements. */
final class SqlitePeer implements Peer {
    private final PeerSettings settings;
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement remove;

    SqlitePeer(PeerSettings settings) throws SQLException {
        this.settings = settings;
        connection = connect(settings);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS kv (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
        }
        insert = connection.prepareStatement("INSERT OR REPLACE INTO kv VALUES (?, ?)");
        remove = connection.prepareStatement("DELETE FROM kv WHERE k = ?");
    }

    private static Connection connect(PeerSettings settings) throws SQLException {
        Connection made = DriverManager.getConnection("jdbc:sqlite:" + settings.directory().resolve("kv.sqlite"));
        try (Statement statement = made.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=" + (settings.sync() ? "FULL" : "OFF"));
            statement.execute("PRAGMA cache_size=-" + (settings.memoryBytes() >> 10));
        }
        return made;
    }

    @Override
    public synchronized void put(byte[] key, byte[] value) throws SQLException {
        insert.setBytes(1, key);
        insert.setBytes(2, value);
        insert.executeUpdate();
    }

    @Override
    public synchronized void putBatch(byte[][] keys, byte[][] values, int count) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < count; i++) {
            insert.setBytes(1, keys[i]);
            insert.setBytes(2, values[i]);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public synchronized void delete(byte[] key) throws SQLException {
        remove.setBytes(1, key);
        remove.executeUpdate();
    }

    @Override
    public PeerReader reader() throws SQLException {
        return new Reader(connect(settings));
    }

    @Override
    public synchronized void close() throws SQLException {
        insert.close();
        remove.close();
        connection.close();
    }

    /** A connection of its own. */
    private static final class Reader implements PeerReader {
        private final Connection connection;
        private final PreparedStatement select;
        private final PreparedStatement range;

        Reader(Connection connection) throws SQLException {
            this.connection = connection;
            select = connection.prepareStatement("SELECT v FROM kv WHERE k = ?");
            range = connection.prepareStatement("SELECT k, v FROM kv WHERE k >= ? ORDER BY k LIMIT ?");
        }

        @Override
        public int get(byte[] key, byte[] target) throws SQLException {
            select.setBytes(1, key);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return -1;
                }
                byte[] found = rows.getBytes(1);
                System.arraycopy(found, 0, target, 0, found.length);
                return found.length;
            }
        }

        @Override
        public long walkForward(Fold fold) throws SQLException {
            return walkAll("SELECT k, v FROM kv ORDER BY k", fold);
        }

        @Override
        public long walkBackward(Fold fold) throws SQLException {
            return walkAll("SELECT k, v FROM kv ORDER BY k DESC", fold);
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) throws SQLException {
            range.setBytes(1, key);
            range.setInt(2, limit);
            try (ResultSet rows = range.executeQuery()) {
                return (int) add(rows, fold);
            }
        }

        private long walkAll(String query, Fold fold) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query);
                    ResultSet rows = statement.executeQuery()) {
                return add(rows, fold);
            }
        }

        private static long add(ResultSet rows, Fold fold) throws SQLException {
            long entries = 0;
            while (rows.next()) {
                fold.add(rows.getBytes(1), rows.getBytes(2));
                entries++;
            }
            return entries;
        }

        @Override
        public void close() throws SQLException {
            select.close();
            range.close();
            connection.close();
        }
    }
}
