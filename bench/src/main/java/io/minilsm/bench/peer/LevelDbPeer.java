package io.minilsm.bench.peer;

import java.io.IOException;
import java.util.Map;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.impl.Iq80DBFactory;

/** The Java port of LevelDB. It has no filters and cannot walk backwards. */
final class LevelDbPeer implements Peer {
    private final DB db;
    private final WriteOptions writing;

    LevelDbPeer(PeerSettings settings) throws IOException {
        Options options = new Options()
                .createIfMissing(true)
                .writeBufferSize((int) settings.bufferBytes())
                .cacheSize(settings.cacheBytes())
                .compressionType(CompressionType.NONE);
        db = Iq80DBFactory.factory.open(settings.directory().toFile(), options);
        writing = new WriteOptions().sync(settings.sync());
    }

    @Override
    public void put(byte[] key, byte[] value) {
        db.put(key.clone(), value.clone(), writing);
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) throws IOException {
        try (WriteBatch batch = db.createWriteBatch()) {
            for (int i = 0; i < count; i++) {
                batch.put(keys[i].clone(), values[i].clone());
            }
            db.write(batch, writing);
        }
    }

    @Override
    public void delete(byte[] key) {
        db.delete(key.clone(), writing);
    }

    @Override
    public PeerReader reader() {
        return new Reader(db);
    }

    @Override
    public void close() throws IOException {
        db.close();
    }

    /** One iterator for all walks from a key. */
    private static final class Reader implements PeerReader {
        private final DB db;
        private DBIterator seeker;

        Reader(DB db) {
            this.db = db;
        }

        @Override
        public int get(byte[] key, byte[] target) {
            byte[] found = db.get(key);
            if (found == null) {
                return -1;
            }
            System.arraycopy(found, 0, target, 0, found.length);
            return found.length;
        }

        @Override
        public long walkForward(Fold fold) throws IOException {
            try (DBIterator all = db.iterator()) {
                long entries = 0;
                for (all.seekToFirst(); all.hasNext(); entries++) {
                    Map.Entry<byte[], byte[]> entry = all.next();
                    fold.add(entry.getKey(), entry.getValue());
                }
                return entries;
            }
        }

        @Override
        public long walkBackward(Fold fold) {
            return -1;
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) {
            if (seeker == null) {
                seeker = db.iterator();
            }
            seeker.seek(key);
            int entries = 0;
            for (; entries < limit && seeker.hasNext(); entries++) {
                Map.Entry<byte[], byte[]> entry = seeker.next();
                fold.add(entry.getKey(), entry.getValue());
            }
            return entries;
        }

        @Override
        public void close() throws IOException {
            if (seeker != null) {
                seeker.close();
            }
        }
    }
}
