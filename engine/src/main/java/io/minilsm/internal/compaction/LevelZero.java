package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import java.util.ArrayList;
import java.util.List;

/** Chooses the tables of level 0 that are merged down together. Stateless. */
final class LevelZero {
    private LevelZero() {}

    /**
     * Returns the tables that meet the range, and those that meet these, and so on; of these the oldest ones up to a
     * number of bytes, at least one, newest first.
     *
     * <p>Why that is closed as C1 says: a table left out for its keys shares none with those taken, and one left out
     * for its bytes is newer than those taken.
     *
     * @param candidates the oldest tables of level 0, newest first
     */
    static List<TableMetadata> closure(List<TableMetadata> candidates, byte[] from, byte[] to, long maxBytes) {
        KeyRange range = null;
        for (TableMetadata table : candidates) {
            if (table.overlaps(from, to)) {
                range = range == null ? KeyRange.of(table) : range.with(table);
            }
        }
        if (range == null) {
            return List.of();
        }
        KeyRange before;
        do {
            before = range;
            for (TableMetadata table : candidates) {
                if (range.overlaps(table)) {
                    range = range.with(table);
                }
            }
        } while (range != before);
        List<TableMetadata> taken = new ArrayList<>();
        long bytes = 0;
        for (int i = candidates.size() - 1; i >= 0; i--) {
            TableMetadata table = candidates.get(i);
            if (range.overlaps(table)) {
                bytes += table.sizeBytes();
                if (bytes > maxBytes && !taken.isEmpty()) {
                    break;
                }
                taken.add(0, table);
            }
        }
        return taken;
    }
}
