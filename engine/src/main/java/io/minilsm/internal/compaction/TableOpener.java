package io.minilsm.internal.compaction;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;

/** Opens the tables that a compaction reads. */
@FunctionalInterface
public interface TableOpener {
    /** Returns an iterator over the table, which the caller closes; blocks read through it need not be cached. */
    InternalIterator open(TableMetadata table) throws IOException;
}
