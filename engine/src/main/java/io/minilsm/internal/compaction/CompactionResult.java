package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import java.util.List;

/**
 * What a compaction came to.
 *
 * @param outputs the tables that replace those of the plan, by key; durable
 * @param bytesRead bytes of the tables read; 0 if they were only moved
 * @param bytesWritten bytes of the tables written; 0 if they were only moved
 * @param entriesRead number of entries read
 * @param entriesWritten number of entries that stayed
 * @param entriesOverwritten number of entries that stayed for a snapshot though there is a newer version
 */
public record CompactionResult(
        List<TableMetadata> outputs,
        long bytesRead,
        long bytesWritten,
        long entriesRead,
        long entriesWritten,
        long entriesOverwritten) {
    /** Copies the list. */
    public CompactionResult {
        outputs = List.copyOf(outputs);
    }
}
