package io.minilsm.bench.peer;

import java.nio.ByteBuffer;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/** LMDB through lmdbjava's unsafe direct buffers; one transaction per put, one read transaction renewed per get. */
final class LmdbPeer implements Peer {
    /** Room for copied pages and half-full ones. */
    private static final long SPACE_FACTOR = 6;

    private static final long SPARE_BYTES = 1L << 30;
    private static final int MAX_READERS = 64;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> entries;
    private final ThreadLocal<ByteBuffer[]> buffers = ThreadLocal.withInitial(LmdbPeer::newBuffers);

    LmdbPeer(PeerSettings settings) {
        EnvFlags[] flags = settings.sync()
                ? new EnvFlags[] {EnvFlags.MDB_NOTLS}
                : new EnvFlags[] {EnvFlags.MDB_NOTLS, EnvFlags.MDB_NOSYNC};
        env = Env.create()
                .setMapSize(SPACE_FACTOR * settings.dataBytes() + SPARE_BYTES)
                .setMaxDbs(1)
                .setMaxReaders(MAX_READERS)
                .open(settings.directory().toFile(), flags);
        entries = env.openDbi("kv", DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        ByteBuffer[] pair = buffers.get();
        try (Txn<ByteBuffer> transaction = env.txnWrite()) {
            entries.put(transaction, fill(pair[0], key), fill(pair[1], value));
            transaction.commit();
        }
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        ByteBuffer[] pair = buffers.get();
        try (Txn<ByteBuffer> transaction = env.txnWrite()) {
            for (int i = 0; i < count; i++) {
                entries.put(transaction, fill(pair[0], keys[i]), fill(pair[1], values[i]));
            }
            transaction.commit();
        }
    }

    @Override
    public void delete(byte[] key) {
        try (Txn<ByteBuffer> transaction = env.txnWrite()) {
            entries.delete(transaction, fill(buffers.get()[0], key));
            transaction.commit();
        }
    }

    @Override
    public PeerReader reader() {
        return new Reader(env, entries);
    }

    @Override
    public void close() {
        env.close();
    }

    private static ByteBuffer[] newBuffers() {
        return new ByteBuffer[] {ByteBuffer.allocateDirect(256), ByteBuffer.allocateDirect(4096)};
    }

    private static ByteBuffer fill(ByteBuffer buffer, byte[] bytes) {
        return buffer.clear().put(bytes).flip();
    }

    /** Reads the mapped pages in place. */
    private static final class Reader implements PeerReader {
        private final Dbi<ByteBuffer> entries;
        private final Txn<ByteBuffer> transaction;
        private final Txn<ByteBuffer> view;
        private final ByteBuffer key = ByteBuffer.allocateDirect(256);
        private final Cursor<ByteBuffer> cursor;

        Reader(Env<ByteBuffer> env, Dbi<ByteBuffer> entries) {
            this.entries = entries;
            transaction = env.txnRead();
            transaction.reset();
            view = env.txnRead();
            cursor = entries.openCursor(view);
        }

        @Override
        public int get(byte[] wanted, byte[] target) {
            transaction.renew();
            try {
                ByteBuffer found = entries.get(transaction, fill(key, wanted));
                if (found == null) {
                    return -1;
                }
                int length = found.remaining();
                found.get(target, 0, length);
                return length;
            } finally {
                transaction.reset();
            }
        }

        @Override
        public long walkForward(Fold fold) {
            long count = 0;
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                fold.add(cursor.key(), cursor.val());
                count++;
            }
            return count;
        }

        @Override
        public long walkBackward(Fold fold) {
            long count = 0;
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                fold.add(cursor.key(), cursor.val());
                count++;
            }
            return count;
        }

        @Override
        public int walkFrom(byte[] from, int limit, Fold fold) {
            int count = 0;
            boolean more = cursor.get(fill(key, from), GetOp.MDB_SET_RANGE);
            for (; more && count < limit; more = cursor.next()) {
                fold.add(cursor.key(), cursor.val());
                count++;
            }
            return count;
        }

        @Override
        public void close() {
            cursor.close();
            view.close();
            transaction.close();
        }
    }
}
