package io.minilsm.bench.jdbc;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.Contender.Role;
import io.minilsm.bench.peer.PeerCatalog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The SQL stores that can be measured, by name, in the order of the report. */
public enum JdbcCatalog {
    /** This project. */
    MINILSM("minilsm", "jdbc:minilsm, defaults but for binary=true and the memory budget", Role.OURS),
    /** SQLite. */
    SQLITE("sqlite", "WAL, synchronous=FULL, WITHOUT ROWID", Role.PEER),
    /** H2. */
    H2("h2", "file, CHECKPOINT SYNC after each COMMIT: its COMMIT alone is not forced", Role.PEER),
    /** HSQLDB. */
    HSQLDB("hsqldb", "file, CACHED table, write_delay=false, MVCC", Role.PEER),
    /** No store at all. */
    BARE_LOOP(PeerCatalog.BARE_LOOP.label(), "no store: write + force of one preallocated file", Role.YARDSTICK);

    private final String label;
    private final String note;
    private final Role role;

    JdbcCatalog(String label, String note, Role role) {
        this.label = label;
        this.note = note;
        this.role = role;
    }

    /** Returns all, as the report knows them. */
    public static List<Contender> contenders() {
        List<Contender> all = new ArrayList<>();
        for (JdbcCatalog each : values()) {
            all.add(new Contender(each.label, each.label, each.note, true, each.role));
        }
        return all;
    }

    /** Returns the one of that name. */
    public static JdbcCatalog of(String name) {
        for (JdbcCatalog each : values()) {
            if (each.label.equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such SQL store: actual=" + name + ", expected one of " + contenders());
    }

    /** Opens one more connection; the first one makes the store. */
    Connection connect(Path directory, long memoryBytes) throws SQLException {
        Connection made = DriverManager.getConnection(url(directory, memoryBytes));
        if (this == SQLITE) {
            execute(made, "PRAGMA busy_timeout=60000");
            execute(made, "PRAGMA journal_mode=WAL");
            execute(made, "PRAGMA synchronous=FULL");
            execute(made, "PRAGMA cache_size=-" + (memoryBytes >> 10));
        }
        return made;
    }

    private String url(Path directory, long memoryBytes) {
        return switch (this) {
            case MINILSM -> "jdbc:minilsm:" + directory + "?binary=true&memoryBudgetBytes=" + memoryBytes;
            case SQLITE -> "jdbc:sqlite:" + directory.resolve("kv.sqlite");
            case H2 -> "jdbc:h2:file:" + directory.resolve("kv") + ";CACHE_SIZE=" + (memoryBytes >> 10);
            case HSQLDB -> "jdbc:hsqldb:file:" + directory.resolve("kv")
                    + ";hsqldb.write_delay=false;hsqldb.tx=mvcc;hsqldb.cache_rows=4000000;hsqldb.cache_size="
                    + (memoryBytes >> 10);
            case BARE_LOOP -> throw new IllegalStateException("the bare loop has no connections");
        };
    }

    /** Makes the table, where it is not there by itself. */
    void createTable(Connection connection) throws SQLException {
        switch (this) {
            case SQLITE -> execute(connection, "CREATE TABLE KV (K BLOB PRIMARY KEY, V BLOB NOT NULL) WITHOUT ROWID");
            case H2 -> execute(
                    connection, "CREATE TABLE KV (K VARBINARY(256) PRIMARY KEY, V VARBINARY(8192) NOT NULL)");
            case HSQLDB -> execute(
                    connection,
                    "CREATE CACHED TABLE KV (K VARBINARY(256) PRIMARY KEY, V VARBINARY(8192) NOT NULL)");
            case MINILSM, BARE_LOOP -> {
                // One table, always there; none at all.
            }
        }
    }

    /** Returns what has to be executed after a COMMIT for it to be on the device; null if nothing. */
    String afterCommit() {
        return this == H2 ? "CHECKPOINT SYNC" : null;
    }

    /** Returns what has to be executed before the last connection is closed; null if nothing. */
    String beforeClose() {
        return this == HSQLDB ? "SHUTDOWN" : null;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
