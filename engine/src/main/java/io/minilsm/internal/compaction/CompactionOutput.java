package io.minilsm.internal.compaction;

import io.minilsm.internal.version.TableMetadata;
import java.io.Closeable;
import java.io.IOException;

/** One table that is being written. For one thread at a time. */
public interface CompactionOutput extends Closeable {
    /** Appends an entry, which comes behind all others in internal-key order. */
    void add(
            byte[] key,
            int keyOffset,
            int keyLength,
            long tag,
            byte[] value,
            int valueOffset,
            int valueLength)
            throws IOException;

    /** Returns about how large the table is by now. */
    long estimatedBytes();

    /** Makes the table complete and durable apart from its name in the directory. There is at least one entry. */
    TableMetadata finish() throws IOException;

    /** Removes the table unless it is finished. */
    @Override
    void close() throws IOException;
}
