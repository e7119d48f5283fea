package io.minilsm.bench.rot;

import java.nio.file.Path;
import java.util.List;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with default options. */
final class RocksRotStore implements RotStore {
    private final Options options = new Options().setCreateIfMissing(true);
    private final WriteOptions syncing = new WriteOptions().setSync(true);
    private final RocksDB db;

    RocksRotStore(Path directory) throws RocksDBException {
        RocksDB.loadLibrary();
        db = RocksDB.open(options, directory.toString());
    }

    @Override
    public void write(List<KnownEntries.Entry> entries) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (KnownEntries.Entry entry : entries) {
                batch.put(entry.key(), entry.value());
            }
            db.write(syncing, batch);
        }
    }

    @Override
    public void settle() throws RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
        }
    }

    @Override
    public byte[] get(byte[] key) throws RocksDBException {
        return db.get(key);
    }

    @Override
    public int walk() throws RocksDBException {
        int count = 0;
        try (RocksIterator all = db.newIterator()) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                count += all.key().length > 0 && all.value() != null ? 1 : 0;
            }
            all.status();
        }
        return count;
    }

    @Override
    public void close() throws RocksDBException {
        syncing.close();
        db.closeE();
        options.close();
    }
}
