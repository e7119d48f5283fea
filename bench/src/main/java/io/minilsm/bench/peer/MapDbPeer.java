package io.minilsm.bench.peer;

import java.util.Iterator;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/** MapDB: a mapped file as it is, or with its log and a commit per put when durable. */
final class MapDbPeer implements Peer {
    private final boolean sync;
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;

    MapDbPeer(PeerSettings settings) {
        sync = settings.sync();
        DBMaker.Maker maker = DBMaker.fileDB(
                        settings.directory().resolve("kv.mapdb").toFile())
                .fileMmapEnable()
                .fileMmapPreclearDisable();
        db = (sync ? maker.transactionEnable() : maker).make();
        map = db.treeMap("kv", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).createOrOpen();
    }

    @Override
    public void put(byte[] key, byte[] value) {
        map.put(key.clone(), value.clone());
        acknowledge();
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        for (int i = 0; i < count; i++) {
            map.put(keys[i].clone(), values[i].clone());
        }
        acknowledge();
    }

    private void acknowledge() {
        if (sync) {
            db.commit();
        }
    }

    @Override
    public void delete(byte[] key) {
        map.remove(key);
        acknowledge();
    }

    @Override
    public PeerReader reader() {
        return new Reader(map);
    }

    @Override
    public void close() {
        db.close();
    }

    /** Reads through the map's own methods. */
    private static final class Reader implements PeerReader {
        private final BTreeMap<byte[], byte[]> map;

        Reader(BTreeMap<byte[], byte[]> map) {
            this.map = map;
        }

        @Override
        public int get(byte[] key, byte[] target) {
            byte[] found = map.get(key);
            if (found == null) {
                return -1;
            }
            System.arraycopy(found, 0, target, 0, found.length);
            return found.length;
        }

        @Override
        public long walkForward(Fold fold) {
            return walk(map.entryIterator(), Long.MAX_VALUE, fold);
        }

        @Override
        public long walkBackward(Fold fold) {
            return walk(map.descendingEntryIterator(), Long.MAX_VALUE, fold);
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) {
            return (int) walk(map.entryIterator(key, true, null, false), limit, fold);
        }

        private static long walk(Iterator<? extends Map.Entry<byte[], byte[]>> iterator, long limit, Fold fold) {
            long entries = 0;
            for (; entries < limit && iterator.hasNext(); entries++) {
                Map.Entry<byte[], byte[]> entry = iterator.next();
                fold.add(entry.getKey(), entry.getValue());
            }
            return entries;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
