package io.minilsm.bench.rot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The stores that are damaged, each with its default options; every step is synced. */
public enum RotEngine {
    /** This project. */
    MINILSM("minilsm", MiniLsmRotStore::new),
    /** RocksDB; writes with sync. */
    ROCKSDB("rocksdb", RocksRotStore::new),
    /** H2 MVStore; commit and sync after each step. */
    H2("h2", H2RotStore::new),
    /** SQLite with its rollback journal. */
    SQLITE("sqlite", directory -> new SqliteRotStore(directory, false)),
    /** SQLite with journal_mode=WAL, synchronous=FULL. */
    SQLITE_WAL("sqlite-wal", directory -> new SqliteRotStore(directory, true));

    private final String label;
    private final Opener opener;

    RotEngine(String label, Opener opener) {
        this.label = label;
        this.opener = opener;
    }

    /** Opens a store. */
    private interface Opener {
        RotStore open(Path directory) throws Exception;
    }

    /** Returns the engine of that name. */
    public static RotEngine of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no such engine: actual=" + name + ", expected one of " + names()));
    }

    /** Returns all names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(RotEngine::label).toList();
    }

    /** Returns the name. */
    public String label() {
        return label;
    }

    RotStore open(Path directory) throws Exception {
        return opener.open(directory);
    }
}
