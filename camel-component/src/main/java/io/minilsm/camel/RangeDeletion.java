package io.minilsm.camel;

import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;

/**
 * Deletes the keys that a range has at one moment. For one use, by one thread.
 *
 * <p>Up to {@code maxBatchEntries} of them are one atomic batch. More are several, in the order of the keys: all but
 * the last are written here without waiting for their durability, which the last one, written behind them, brings to
 * them too.
 */
final class RangeDeletion {
    private final int maxEntries;
    private final int maxBytes;
    private long written;

    RangeDeletion(MiniLsmConfiguration options) {
        maxEntries = options.getMaxBatchEntries();
        maxBytes = options.getMaxBodyBytes();
    }

    /** Writes all batches but the last and returns that one, empty if the range is. */
    WriteBatch run(Store store, Range range) throws IOException {
        WriteBatch batch = new WriteBatch();
        try (Cursor cursor = store.cursor(range)) {
            while (cursor.next()) {
                if (batch.count() == maxEntries || batch.dataBytes() >= maxBytes) {
                    written += batch.count();
                    store.write(batch, Durability.BUFFERED);
                    batch = new WriteBatch();
                }
                batch.delete(cursor.key());
            }
        }
        return batch;
    }

    /** Returns the number of keys of the batches that were written here. */
    long written() {
        return written;
    }
}
