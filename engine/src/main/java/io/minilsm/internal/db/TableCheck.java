package io.minilsm.internal.db;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.sstable.TableProperties;
import io.minilsm.internal.sstable.TableReader;
import io.minilsm.internal.version.TableMetadata;
import java.util.Arrays;

/** Holds what a table says of itself against what the manifest says of it. Stateless. */
final class TableCheck {
    private TableCheck() {}

    /** Returns the table, ready to be read, if manifest and file agree. */
    static OpenTable accept(TableMetadata expected, TableReader reader) throws CorruptionException {
        TableProperties actual = reader.properties();
        boolean loadedInBulk = actual.largestSequence() == 0;
        require(expected, "entries", actual.entries(), expected.entries());
        require(expected, "deletes", actual.deletes(), expected.deletes());
        if (!loadedInBulk) {
            require(expected, "smallestSequence", actual.smallestSequence(), expected.smallestSequence());
            require(expected, "largestSequence", actual.largestSequence(), expected.largestSequence());
        }
        if (!Arrays.equals(actual.smallestKey(), expected.smallestKey())
                || !Arrays.equals(actual.largestKey(), expected.largestKey())) {
            throw new CorruptionException(
                    "table is not the one that the manifest names",
                    FileName.table(expected.number()),
                    CorruptionException.WHOLE_FILE,
                    "its key range differs");
        }
        return new OpenTable(expected, reader, loadedInBulk);
    }

    private static void require(TableMetadata table, String what, long actual, long expected)
            throws CorruptionException {
        if (actual != expected) {
            throw new CorruptionException(
                    "table is not the one that the manifest names",
                    FileName.table(table.number()),
                    CorruptionException.WHOLE_FILE,
                    what + ": actual=" + actual + ", expected=" + expected);
        }
    }
}
