package io.minilsm.bench.peer;

import io.minilsm.MiniLsm;
import io.minilsm.api.Compression;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** MiniLSM with its default options but for the memory budget. */
final class MiniLsmPeer implements Peer {
    private final Store store;
    private final Durability durability;
    private final ThreadLocal<WriteBatch> batches = ThreadLocal.withInitial(WriteBatch::new);

    MiniLsmPeer(PeerSettings settings, boolean compressed) throws IOException {
        Options options = Options.defaults()
                .withMemoryBudgetBytes(settings.memoryBytes())
                .withCompression(compressed ? Compression.LZ4 : Compression.NONE);
        store = MiniLsm.open(settings.directory(), options);
        durability = settings.sync() ? Durability.SYNC : Durability.OS;
    }

    @Override
    public void put(byte[] key, byte[] value) throws IOException {
        store.put(key, value, durability);
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) throws IOException {
        WriteBatch batch = batches.get();
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.put(keys[i], values[i]);
        }
        store.write(batch, durability);
    }

    @Override
    public void delete(byte[] key) throws IOException {
        store.delete(key, durability);
    }

    @Override
    public long logForces() {
        return store.stats().walForces();
    }

    @Override
    public PeerReader reader() {
        return new Reader(store);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /** Reads into the caller's array and walks with one cursor. */
    private static final class Reader implements PeerReader {
        private final Store store;
        private Cursor cursor;
        private ByteBuffer target = ByteBuffer.allocate(0);

        Reader(Store store) {
            this.store = store;
        }

        @Override
        public int get(byte[] key, byte[] value) throws IOException {
            if (target.array() != value) {
                target = ByteBuffer.wrap(value);
            }
            return store.get(key, target.clear());
        }

        @Override
        public long walkForward(Fold fold) throws IOException {
            try (Cursor all = store.cursor(Range.all())) {
                long entries = 0;
                while (all.next()) {
                    fold.add(all.keyView(), all.valueView());
                    entries++;
                }
                return entries;
            }
        }

        @Override
        public long walkBackward(Fold fold) throws IOException {
            try (Cursor all = store.cursor(Range.all())) {
                long entries = 0;
                while (all.prev()) {
                    fold.add(all.keyView(), all.valueView());
                    entries++;
                }
                return entries;
            }
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) throws IOException {
            if (cursor == null) {
                cursor = store.cursor(Range.all());
            }
            int entries = 0;
            for (boolean more = cursor.seek(key); more && entries < limit; more = cursor.next()) {
                fold.add(cursor.keyView(), cursor.valueView());
                entries++;
            }
            return entries;
        }

        @Override
        public void close() throws IOException {
            if (cursor != null) {
                cursor.close();
            }
        }
    }
}
