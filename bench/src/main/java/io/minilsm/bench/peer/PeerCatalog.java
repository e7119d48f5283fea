package io.minilsm.bench.peer;

import java.util.ArrayList;
import java.util.List;

/** The stores that can be measured, by name, in the order of the report. */
public enum PeerCatalog {
    /** This project, as users get it. */
    MINILSM("minilsm", "lz4, 10 Bloom bits, 8 KiB blocks", true, settings -> new MiniLsmPeer(settings, true)),
    /** This project without compression. */
    MINILSM_NONE("minilsm-none", "as minilsm, not compressed", true, settings -> new MiniLsmPeer(settings, false)),
    /** RocksDB without compression. */
    ROCKSDB(
            "rocksdb",
            "JNI; not compressed, 10 Bloom bits, 4 KiB blocks, LRU cache",
            true,
            settings -> new RocksPeer(settings, RocksPeer.Kind.PLAIN)),
    /** RocksDB with compression. */
    ROCKSDB_LZ4("rocksdb-lz4", "as rocksdb, lz4", true, settings -> new RocksPeer(settings, RocksPeer.Kind.LZ4)),
    /** RocksDB with log files that are used again, for the durable puts. */
    ROCKSDB_RECYCLED(
            "rocksdb-recycled",
            "as rocksdb, log files are recycled",
            true,
            settings -> new RocksPeer(settings, RocksPeer.Kind.RECYCLED)),
    /** LMDB. */
    LMDB("lmdb", "lmdbjava; NOSYNC unless durable, direct buffers, whole data set mapped", true, LmdbPeer::new),
    /** H2 MVStore. */
    H2("h2", "MVStore; acknowledged puts are only in the heap for up to a second", false, H2Peer::new),
    /** SQLite. */
    SQLITE("sqlite", "JDBC; WAL, synchronous=OFF unless durable (FULL), WITHOUT ROWID", true, SqlitePeer::new),
    /** The Java port of LevelDB. */
    LEVELDB("leveldb", "Java port; not compressed, no filter, has no walk backwards", true, LevelDbPeer::new),
    /** Xodus. */
    XODUS("xodus", "environment; one transaction per put", true, XodusPeer::new),
    /** MapDB. */
    MAPDB("mapdb", "mapped file, no log unless durable: a killed store does not open", false, MapDbPeer::new),
    /** No store at all. */
    BARE_LOOP("bare-loop", "no store: write + force of one preallocated file, one thread", true, BareLoop::new);

    private final String label;
    private final String note;
    private final boolean survivesKill;
    private final Opener opener;

    PeerCatalog(String label, String note, boolean survivesKill, Opener opener) {
        this.label = label;
        this.note = note;
        this.survivesKill = survivesKill;
        this.opener = opener;
    }

    /** Opens a store. */
    private interface Opener {
        Peer open(PeerSettings settings) throws Exception;
    }

    /** Returns the peer of that name. */
    public static PeerCatalog of(String name) {
        for (PeerCatalog each : values()) {
            if (each.label.equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such engine: actual=" + name + ", expected one of " + names());
    }

    /** Returns all names. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (PeerCatalog each : values()) {
            names.add(each.label);
        }
        return names;
    }

    /** Returns the name. */
    public String label() {
        return label;
    }

    /** Returns it as the report knows it. */
    public Contender contender() {
        Contender.Role role =
                switch (this) {
                    case MINILSM -> Contender.Role.OURS;
                    case MINILSM_NONE -> Contender.Role.VARIANT;
                    case BARE_LOOP -> Contender.Role.YARDSTICK;
                    default -> Contender.Role.PEER;
                };
        boolean rocks = this == ROCKSDB_LZ4 || this == ROCKSDB_RECYCLED;
        return new Contender(label, rocks ? ROCKSDB.label : label, note, survivesKill, role);
    }

    /** Returns all, as the report knows them. */
    public static List<Contender> contenders() {
        List<Contender> all = new ArrayList<>();
        for (PeerCatalog each : values()) {
            all.add(each.contender());
        }
        return all;
    }

    /** Returns into how many parts the data are divided, of which it gets one: slow ones would take hours. */
    public int share() {
        return switch (this) {
            case SQLITE, LEVELDB, XODUS, MAPDB -> 4;
            default -> 1;
        };
    }

    /** Returns whether only durable puts are measured. */
    public boolean syncOnly() {
        return this == ROCKSDB_RECYCLED || this == BARE_LOOP;
    }

    /** Returns the largest number of threads of durable puts. */
    public int maxSyncThreads() {
        return this == BARE_LOOP ? 1 : Integer.MAX_VALUE;
    }

    /** Opens the store, making it if there is none. */
    public Peer open(PeerSettings settings) throws Exception {
        return opener.open(settings);
    }
}
