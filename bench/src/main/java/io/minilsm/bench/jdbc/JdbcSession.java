package io.minilsm.bench.jdbc;

import io.minilsm.bench.peer.Fold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One connection without auto-commit, and its statements, the same for all stores. For one thread. */
final class JdbcSession implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement range;
    private final PreparedStatement all;
    private final PreparedStatement count;
    private final PreparedStatement afterCommit;

    JdbcSession(JdbcCatalog store, Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO KV (K, V) VALUES (?, ?)");
        select = connection.prepareStatement("SELECT V FROM KV WHERE K = ?");
        range = connection.prepareStatement("SELECT K, V FROM KV WHERE K >= ? ORDER BY K LIMIT 100");
        all = connection.prepareStatement("SELECT K, V FROM KV");
        count = connection.prepareStatement("SELECT COUNT(*) FROM KV WHERE K >= ? AND K < ?");
        afterCommit = store.afterCommit() == null ? null : connection.prepareStatement(store.afterCommit());
    }

    void insert(byte[] key, byte[] value) throws SQLException {
        insert.setBytes(1, key);
        insert.setBytes(2, value);
        if (insert.executeUpdate() != 1) {
            throw new IllegalStateException("the row was not inserted");
        }
    }

    void insertBatch(byte[][] keys, byte[][] values, int size) throws SQLException {
        for (int i = 0; i < size; i++) {
            insert.setBytes(1, keys[i]);
            insert.setBytes(2, values[i]);
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** Commits; when it returns the transaction is on the device. */
    void commit() throws SQLException {
        connection.commit();
        if (afterCommit != null) {
            afterCommit.execute();
        }
    }

    /** Returns the value, or null if there is none. */
    byte[] select(byte[] key) throws SQLException {
        select.setBytes(1, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getBytes(1) : null;
        }
    }

    /** Adds at most 100 rows from the key on; returns their number. */
    int range(byte[] key, Fold fold) throws SQLException {
        range.setBytes(1, key);
        return add(range, fold);
    }

    /** Adds all rows; returns their number. */
    int all(Fold fold) throws SQLException {
        return add(all, fold);
    }

    private static int add(PreparedStatement query, Fold fold) throws SQLException {
        int entries = 0;
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                fold.add(rows.getBytes(1), rows.getBytes(2));
                entries++;
            }
        }
        return entries;
    }

    /** Returns the number of rows from one key up to, but without, another one. */
    long count(byte[] from, byte[] to) throws SQLException {
        count.setBytes(1, from);
        count.setBytes(2, to);
        try (ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Ends a transaction that only read. */
    void rollback() throws SQLException {
        connection.rollback();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
