package io.minilsm.bench.peer;

import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;

/** Xodus: one exclusive transaction per put. */
final class XodusPeer implements Peer {
    private final Environment environment;
    private final Store store;

    XodusPeer(PeerSettings settings) {
        EnvironmentConfig config = new EnvironmentConfig()
                .setMemoryUsage(settings.memoryBytes())
                .setLogCacheShared(false)
                .setLogDurableWrite(settings.sync());
        environment = Environments.newInstance(settings.directory().toFile(), config);
        store = environment.computeInTransaction(
                transaction -> environment.openStore("kv", StoreConfig.WITHOUT_DUPLICATES, transaction));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        Transaction transaction = environment.beginExclusiveTransaction();
        try {
            store.put(transaction, new ArrayByteIterable(key.clone()), new ArrayByteIterable(value.clone()));
        } finally {
            transaction.commit();
        }
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        Transaction transaction = environment.beginExclusiveTransaction();
        try {
            for (int i = 0; i < count; i++) {
                store.put(
                        transaction,
                        new ArrayByteIterable(keys[i].clone()),
                        new ArrayByteIterable(values[i].clone()));
            }
        } finally {
            transaction.commit();
        }
    }

    @Override
    public void delete(byte[] key) {
        Transaction transaction = environment.beginExclusiveTransaction();
        try {
            store.delete(transaction, new ArrayByteIterable(key.clone()));
        } finally {
            transaction.commit();
        }
    }

    @Override
    public PeerReader reader() {
        return new Reader(environment, store);
    }

    @Override
    public void close() {
        environment.close();
    }

    /** One transaction for all walks from a key, one for each get. */
    private static final class Reader implements PeerReader {
        private final Environment environment;
        private final Store store;
        private Transaction view;

        Reader(Environment environment, Store store) {
            this.environment = environment;
            this.store = store;
        }

        @Override
        public int get(byte[] key, byte[] target) {
            Transaction transaction = environment.beginReadonlyTransaction();
            try {
                ByteIterable found = store.get(transaction, new ArrayByteIterable(key));
                if (found == null) {
                    return -1;
                }
                System.arraycopy(found.getBytesUnsafe(), 0, target, 0, found.getLength());
                return found.getLength();
            } finally {
                transaction.abort();
            }
        }

        @Override
        public long walkForward(Fold fold) {
            return walk(true, fold);
        }

        @Override
        public long walkBackward(Fold fold) {
            return walk(false, fold);
        }

        private long walk(boolean forward, Fold fold) {
            Transaction transaction = environment.beginReadonlyTransaction();
            try (Cursor cursor = store.openCursor(transaction)) {
                long entries = 0;
                while (forward ? cursor.getNext() : cursor.getPrev()) {
                    add(cursor, fold);
                    entries++;
                }
                return entries;
            } finally {
                transaction.abort();
            }
        }

        @Override
        public int walkFrom(byte[] key, int limit, Fold fold) {
            if (view == null) {
                view = environment.beginReadonlyTransaction();
            }
            try (Cursor cursor = store.openCursor(view)) {
                int entries = 0;
                boolean more = cursor.getSearchKeyRange(new ArrayByteIterable(key)) != null;
                for (; more && entries < limit; more = cursor.getNext()) {
                    add(cursor, fold);
                    entries++;
                }
                return entries;
            }
        }

        private static void add(Cursor cursor, Fold fold) {
            ByteIterable key = cursor.getKey();
            fold.add(key.getBytesUnsafe(), key.getLength(), cursor.getValue().getBytesUnsafe());
        }

        @Override
        public void close() {
            if (view != null) {
                view.abort();
            }
        }
    }
}
