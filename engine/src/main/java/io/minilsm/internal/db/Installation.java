package io.minilsm.internal.db;

import io.minilsm.internal.compaction.CompactionOutputs;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.VersionEdit;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.List;

/**
 * The last step of a flush, compaction or bulk load: new tables that are durable come into the version (F1, M1).
 * Thread-safe.
 *
 * <p>They are opened before the edit. So a table that cannot be read back is noticed while what it was made of is still
 * there, and once the edit is durable nothing can fail any more that would leave manifest and readers at odds.
 */
final class Installation {
    private static final Logger LOG = System.getLogger("io.minilsm");

    private final Tables tables;
    private final Catalog catalog;
    private final CompactionOutputs files;

    Installation(ReadSide readSide, Catalog catalog, CompactionOutputs files) {
        this.tables = readSide.tables;
        this.catalog = catalog;
        this.files = files;
    }

    /**
     * Applies the edit and lets readers see it by the given step. If it comes to nothing, the tables are removed; if it
     * is not known what it came to, they are kept.
     *
     * @param added the tables that the edit adds
     */
    void run(VersionEdit edit, List<TableMetadata> added, Catalog.Install install) throws IOException {
        boolean applied = false;
        try {
            tables.prepare(added);
            catalog.apply(edit);
            applied = true;
        } finally {
            if (!applied) {
                discard(added);
            }
        }
        catalog.install(install);
    }

    /** Removes tables that no version names. That it fails does no harm: the next open tries again. */
    private void discard(List<TableMetadata> added) {
        try {
            tables.forget(added);
            for (TableMetadata table : added) {
                files.discard(table);
            }
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "table that came to nothing not removed", e);
        }
    }
}
