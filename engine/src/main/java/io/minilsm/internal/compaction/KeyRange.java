package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import java.util.Arrays;
import java.util.List;

/** The smallest and largest scoped key of some tables, both inclusive. */
record KeyRange(byte[] smallest, byte[] largest) {
    static KeyRange of(TableMetadata table) {
        return new KeyRange(table.smallestKey(), table.largestKey());
    }

    /** Returns the range of at least one table. */
    static KeyRange of(List<TableMetadata> tables) {
        KeyRange range = of(tables.get(0));
        for (TableMetadata table : tables) {
            range = range.with(table);
        }
        return range;
    }

    /** Returns the range that the table is in, too. */
    KeyRange with(TableMetadata table) {
        boolean lower = Arrays.compareUnsigned(table.smallestKey(), smallest) < 0;
        boolean higher = Arrays.compareUnsigned(table.largestKey(), largest) > 0;
        return lower || higher
                ? new KeyRange(lower ? table.smallestKey() : smallest, higher ? table.largestKey() : largest)
                : this;
    }

    boolean overlaps(TableMetadata table) {
        return table.overlaps(smallest, largest);
    }
}
