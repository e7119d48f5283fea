package io.minilsm.bench.camel;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.bench.workload.DataSet;
import java.io.IOException;
import java.nio.file.Path;

/** The engine without a route, from the senders' threads. Thread-safe. */
final class EngineAlone implements AutoCloseable {
    private final Store store;
    private final Durability durability;

    EngineAlone(Path directory, boolean sync, long memoryBytes) throws IOException {
        store = MiniLsm.open(directory, Options.defaults().withMemoryBudgetBytes(memoryBytes));
        durability = sync ? Durability.SYNC : Durability.OS;
    }

    /** Writes entries in one batch, or as a single put. */
    void put(int[] numbers, DataSet data) throws IOException {
        byte[] key = data.newKey();
        byte[] value = data.newValue();
        if (numbers.length == 1) {
            data.key(numbers[0], key);
            data.value(numbers[0], 0, value);
            store.put(key, value, durability);
            return;
        }
        WriteBatch batch = new WriteBatch();
        for (int number : numbers) {
            data.key(number, key);
            data.value(number, 0, value);
            batch.put(key, value);
        }
        store.write(batch, durability);
    }

    /** Returns the number of entries. */
    long entries() throws IOException {
        try (Cursor all = store.cursor(Range.all())) {
            long entries = 0;
            while (all.next()) {
                entries++;
            }
            return entries;
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
