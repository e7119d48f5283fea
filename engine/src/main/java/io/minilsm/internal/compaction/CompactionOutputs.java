package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;

/** Makes the tables that a compaction writes. */
public interface CompactionOutputs {
    /** Starts a table. */
    CompactionOutput create() throws IOException;

    /** Makes the names of all finished tables durable. */
    void sync() throws IOException;

    /** Removes a finished table, since the compaction came to nothing. */
    void discard(TableMetadata table) throws IOException;
}
