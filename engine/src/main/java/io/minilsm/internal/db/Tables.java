package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The open tables of a store. Thread-safe. A table is opened when a read state first holds it and closed when the last
 * one lets it go; then no version names it any more, and its file is removed.
 */
final class Tables {
    private static final Logger LOG = System.getLogger("io.minilsm");

    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final BlockCache cache;
    private final ObsoleteFiles obsoleteFiles;
    private final boolean holdsDamaged;

    // Guarded by this.
    private final Map<Long, OpenTable> open = new HashMap<>();
    private boolean closed;

    /** Makes an empty set that takes whole tables only. */
    Tables(Vfs vfs, Path directory, UUID storeId, BlockCache cache, ObsoleteFiles obsoleteFiles) {
        this(vfs, directory, storeId, cache, obsoleteFiles, false);
    }

    /**
     * Makes an empty set.
     *
     * @param holdsDamaged whether a table that cannot be opened is held, and throws when it is read
     */
    Tables(
            Vfs vfs,
            Path directory,
            UUID storeId,
            BlockCache cache,
            ObsoleteFiles obsoleteFiles,
            boolean holdsDamaged) {
        this.holdsDamaged = holdsDamaged;
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.cache = cache;
        this.obsoleteFiles = obsoleteFiles;
    }

    /** Opens what is not open of the version, and holds all of it; the levels are in the version's order. */
    synchronized OpenTable[][] hold(Version version) throws IOException {
        OpenTable[][] levels = new OpenTable[Version.LEVELS][];
        for (int level = 0; level < levels.length; level++) {
            List<TableMetadata> tables = version.level(level);
            levels[level] = new OpenTable[tables.size()];
            for (int i = 0; i < levels[level].length; i++) {
                levels[level][i] = open(tables.get(i));
            }
        }
        // Counted only once all are open, so that a failure leaves no count behind.
        for (OpenTable[] level : levels) {
            for (OpenTable table : level) {
                table.hold();
            }
        }
        return levels;
    }

    /**
     * Opens tables that a version is about to name, so that a failure comes before the edit that adds them, and
     * holding that version then opens nothing. If one cannot be opened, none stays so.
     */
    synchronized void prepare(List<TableMetadata> tables) throws IOException {
        List<TableMetadata> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (TableMetadata table : tables) {
                if (!open.containsKey(table.number())) {
                    open(table);
                    opened.add(table);
                }
            }
            done = true;
        } finally {
            if (!done) {
                forget(opened);
            }
        }
    }

    /** Closes prepared tables that no version got to name; those that one names are left alone. */
    synchronized void forget(List<TableMetadata> tables) throws IOException {
        List<OpenTable> unused = new ArrayList<>();
        for (TableMetadata table : tables) {
            OpenTable known = open.get(table.number());
            if (known != null && !known.isHeld()) {
                unused.add(open.remove(table.number()));
            }
        }
        closeAll(unused);
    }

    /** Lets the tables go that {@link #hold} returned. */
    void letGo(OpenTable[][] levels) {
        List<OpenTable> dead = new ArrayList<>();
        synchronized (this) {
            for (OpenTable[] level : levels) {
                for (OpenTable table : level) {
                    if (table.letGo() == 0 && !closed) {
                        open.remove(table.metadata().number());
                        dead.add(table);
                    }
                }
            }
        }
        for (OpenTable table : dead) {
            obsoleteFiles.removeTable(table);
        }
    }

    /** Returns an open table by its number; null if it is not open. */
    synchronized OpenTable get(long number) {
        return open.get(number);
    }

    /** Closes all tables, used or not: reads of them then fail cleanly. Removes no file. */
    void close() throws IOException {
        List<OpenTable> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(open.values());
            open.clear();
        }
        closeAll(all);
    }

    private static void closeAll(List<OpenTable> all) throws IOException {
        IOException failure = null;
        for (OpenTable table : all) {
            try {
                table.close();
            } catch (IOException e) {
                failure = Failures.add(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private OpenTable open(TableMetadata table) throws IOException {
        OpenTable known = open.get(table.number());
        if (known != null) {
            return known;
        }
        OpenTable opened;
        try {
            opened = openWhole(table);
        } catch (CorruptionException e) {
            if (!holdsDamaged) {
                throw e;
            }
            LOG.log(Logger.Level.WARNING, "reads of a range of keys will fail, its table is damaged: directory="
                    + directory + ", cause=" + e.getMessage());
            opened = new OpenTable(table, e);
        }
        open.put(table.number(), opened);
        return opened;
    }

    private OpenTable openWhole(TableMetadata table) throws IOException {
        TableReader reader = reader(table);
        boolean accepted = false;
        try {
            OpenTable opened = TableCheck.accept(table, reader);
            accepted = true;
            return opened;
        } finally {
            if (!accepted) {
                reader.close();
            }
        }
    }

    private TableReader reader(TableMetadata table) throws IOException {
        try {
            return TableReader.open(vfs, directory, table.number(), storeId, table.sizeBytes(), cache);
        } catch (NoSuchFileException e) {
            throw new CorruptionException(
                    "table missing", FileName.table(table.number()), CorruptionException.WHOLE_FILE, "", e);
        }
    }
}
