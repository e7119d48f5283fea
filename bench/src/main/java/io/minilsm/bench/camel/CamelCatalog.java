package io.minilsm.bench.camel;

import io.minilsm.bench.peer.Contender;
import io.minilsm.bench.peer.Contender.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** What a route can end in, by name, in the order of the report. */
public enum CamelCatalog {
    /** This project. */
    MINILSM("minilsm", "minilsm", "camel-minilsm, defaults but for the memory budget and durability", Role.OURS),
    /** SQLite. */
    SQL_SQLITE(
            "sql-sqlite", "camel-sql", "camel-sql, SQLite in WAL mode, FULL or OFF, pool of one connection", Role.PEER),
    /** H2. */
    SQL_H2(
            "sql-h2",
            "camel-sql",
            "camel-sql, H2, CHECKPOINT SYNC after each COMMIT if durable, pool of 16",
            Role.PEER),
    /** A file for each message. */
    FILE("file", "camel-file", "camel-file, a file per message, forceWrites if durable", Role.PEER),
    /** LevelDB, which has a repository of groups only. */
    LEVELDB("leveldb", "camel-leveldb", "camel-leveldb 4.17, sync=true", Role.PEER),
    /** The same route without a store. */
    NO_STORE("no-store", "no-store", "the route alone, repositories in memory", Role.YARDSTICK),
    /** The engine without a route. */
    ENGINE_ALONE("engine-alone", "engine-alone", "no route: threads that put into the engine", Role.YARDSTICK);

    private final String label;
    private final String family;
    private final String note;
    private final Role role;

    CamelCatalog(String label, String family, String note, Role role) {
        this.label = label;
        this.family = family;
        this.note = note;
        this.role = role;
    }

    /** Returns all, as the report knows them. */
    public static List<Contender> contenders() {
        List<Contender> all = new ArrayList<>();
        for (CamelCatalog each : values()) {
            all.add(each.contender());
        }
        return all;
    }

    /** Returns it as the report knows it. */
    public Contender contender() {
        return new Contender(label, family, note, this != SQL_H2, role);
    }

    /** Returns the one of that name. */
    public static CamelCatalog of(String name) {
        for (CamelCatalog each : values()) {
            if (each.label.equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such end of a route: actual=" + name);
    }

    /** Opens it for the routes of a context; the engine alone has none. */
    CamelStore open(CamelContext context, Path directory, boolean sync, long memoryBytes) throws Exception {
        return switch (this) {
            case MINILSM -> new MiniLsmRouteStore(directory, sync, memoryBytes);
            case SQL_SQLITE -> SqlRouteStore.sqlite(context, directory, sync, memoryBytes);
            case SQL_H2 -> SqlRouteStore.h2(context, directory, sync, memoryBytes);
            case FILE -> new FileRouteStore(directory, sync);
            case LEVELDB -> new LevelDbRouteStore(directory);
            case NO_STORE -> new NoRouteStore();
            case ENGINE_ALONE -> throw new IllegalStateException("the engine alone has no route");
        };
    }
}
