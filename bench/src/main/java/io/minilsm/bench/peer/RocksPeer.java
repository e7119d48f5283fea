package io.minilsm.bench.peer;

import java.nio.ByteBuffer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB through its own Java binding: gets into arrays, iterators over direct buffers. */
final class RocksPeer implements Peer {
    private static final int BLOOM_BITS = 10;
    private static final int BLOCK_BYTES = 4 << 10;

    private final RocksDB db;
    private final Options options;
    private final LRUCache cache;
    private final BloomFilter filter;
    private final WriteOptions writing;

    /** Only of durable puts, where counting is nothing beside the force; null otherwise. */
    private final Statistics statistics;

    RocksPeer(PeerSettings settings, Kind kind) throws RocksDBException {
        RocksDB.loadLibrary();
        cache = new LRUCache(settings.cacheBytes());
        filter = new BloomFilter(BLOOM_BITS);
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                .setBlockSize(BLOCK_BYTES);
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(settings.bufferBytes())
                .setMaxWriteBufferNumber(3)
                .setTargetFileSizeBase(settings.bufferBytes())
                .setMaxBytesForLevelBase(4 * settings.bufferBytes())
                .setCompressionType(
                        kind == Kind.LZ4 ? CompressionType.LZ4_COMPRESSION : CompressionType.NO_COMPRESSION)
                .setTableFormatConfig(table);
        if (kind == Kind.RECYCLED) {
            options.setRecycleLogFileNum(4);
        }
        statistics = settings.sync() ? new Statistics() : null;
        if (statistics != null) {
            statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
            options.setStatistics(statistics);
        }
        db = RocksDB.open(options, settings.directory().toString());
        writing = new WriteOptions().setSync(settings.sync());
    }

    /** How it differs from the plain settings. */
    enum Kind {
        PLAIN,
        LZ4,
        RECYCLED
    }

    @Override
    public void put(byte[] key, byte[] value) throws RocksDBException {
        db.put(writing, key, value);
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < count; i++) {
                batch.put(keys[i], values[i]);
            }
            db.write(writing, batch);
        }
    }

    @Override
    public void delete(byte[] key) throws RocksDBException {
        db.delete(writing, key);
    }

    @Override
    public long logForces() {
        return statistics == null ? -1 : statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    @Override
    public PeerReader reader() {
        return new Reader(db);
    }

    @Override
    public void close() {
        writing.close();
        db.close();
        options.close();
        if (statistics != null) {
            statistics.close();
        }
        filter.close();
        cache.close();
    }

    /** One read options and one iterator for all walks from a key. */
    private static final class Reader implements PeerReader {
        private final RocksDB db;
        private final ReadOptions reading = new ReadOptions();
        private final ByteBuffer key = ByteBuffer.allocateDirect(256);
        private final ByteBuffer value = ByteBuffer.allocateDirect(4096);
        private RocksIterator seeker;

        Reader(RocksDB db) {
            this.db = db;
        }

        @Override
        public int get(byte[] wanted, byte[] target) throws RocksDBException {
            int length = db.get(reading, wanted, target);
            return length == RocksDB.NOT_FOUND ? -1 : length;
        }

        @Override
        public long walkForward(Fold fold) throws RocksDBException {
            try (RocksIterator all = db.newIterator(reading)) {
                long entries = 0;
                for (all.seekToFirst(); all.isValid(); all.next()) {
                    add(all, fold);
                    entries++;
                }
                all.status();
                return entries;
            }
        }

        @Override
        public long walkBackward(Fold fold) throws RocksDBException {
            try (RocksIterator all = db.newIterator(reading)) {
                long entries = 0;
                for (all.seekToLast(); all.isValid(); all.prev()) {
                    add(all, fold);
                    entries++;
                }
                all.status();
                return entries;
            }
        }

        @Override
        public int walkFrom(byte[] from, int limit, Fold fold) {
            if (seeker == null) {
                seeker = db.newIterator(reading);
            }
            int entries = 0;
            for (seeker.seek(from); entries < limit && seeker.isValid(); seeker.next()) {
                add(seeker, fold);
                entries++;
            }
            return entries;
        }

        private void add(RocksIterator at, Fold fold) {
            at.key(key.clear());
            at.value(value.clear());
            fold.add(key, value);
        }

        @Override
        public void close() {
            if (seeker != null) {
                seeker.close();
            }
            reading.close();
        }
    }
}
