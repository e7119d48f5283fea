package io.minilsm.bench.rot;

import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** H2 MVStore with default options; each step is committed and synced. */
final class H2RotStore implements RotStore {
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    H2RotStore(Path directory) {
        store = MVStore.open(directory.resolve("kv.mv.db").toString());
        map = store.openMap(
                "kv",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public void write(List<KnownEntries.Entry> entries) {
        entries.forEach(entry -> map.put(entry.key(), entry.value()));
        store.commit();
        store.sync();
    }

    @Override
    public void settle() {
        // A commit is all it has.
    }

    @Override
    public byte[] get(byte[] key) {
        return map.get(key);
    }

    @Override
    public int walk() {
        int count = 0;
        for (Cursor<byte[], byte[]> all = map.cursor(null); all.hasNext(); ) {
            count += all.next().length > 0 && all.getValue() != null ? 1 : 0;
        }
        return count;
    }

    @Override
    public void close() {
        store.close();
    }
}
