package io.minilsm.bench.peer;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** H2 MVStore: its own committing in the background, or a commit and a sync per put when durable. */
final class H2Peer implements Peer {
    private final boolean sync;
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    H2Peer(PeerSettings settings) {
        sync = settings.sync();
        MVStore.Builder builder = new MVStore.Builder()
                .fileName(settings.directory().resolve("kv.mv.db").toString())
                .cacheSize((int) (settings.cacheBytes() >> 20))
                .autoCommitBufferSize((int) (settings.bufferBytes() >> 10));
        store = (sync ? builder.autoCommitDisabled() : builder).open();
        map = store.openMap(
                "kv",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
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
            store.commit();
            store.sync();
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
        store.close();
    }

    /** Reads pages that are shared with the map. */
    private static final class Reader implements PeerReader {
        private final MVMap<byte[], byte[]> map;

        Reader(MVMap<byte[], byte[]> map) {
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
            return walk(map.cursor(null, null, false), Long.MAX_VALUE, fold);
        }

        @Override
        public long walkBackward(Fold fold) {
            return walk(map.cursor(map.lastKey(), null, true), Long.MAX_VALUE, fold);
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) {
            return (int) walk(map.cursor(key, null, false), limit, fold);
        }

        private static long walk(Cursor<byte[], byte[]> cursor, long limit, Fold fold) {
            long entries = 0;
            while (entries < limit && cursor.hasNext()) {
                fold.add(cursor.next(), cursor.getValue());
                entries++;
            }
            return entries;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
