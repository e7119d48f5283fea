package io.minilsm.bench.rot;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** MiniLSM with default options. */
final class MiniLsmRotStore implements RotStore {
    private final Store store;

    MiniLsmRotStore(Path directory) throws IOException {
        store = MiniLsm.open(directory, Options.defaults());
    }

    @Override
    public void write(List<KnownEntries.Entry> entries) throws IOException {
        WriteBatch batch = new WriteBatch();
        entries.forEach(entry -> batch.put(entry.key(), entry.value()));
        store.write(batch, Durability.SYNC);
    }

    @Override
    public void settle() throws IOException {
        store.flush();
    }

    @Override
    public byte[] get(byte[] key) throws IOException {
        return store.get(key);
    }

    @Override
    public int walk() throws IOException {
        int count = 0;
        try (Cursor cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                count += cursor.key().length > 0 && cursor.value() != null ? 1 : 0;
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
