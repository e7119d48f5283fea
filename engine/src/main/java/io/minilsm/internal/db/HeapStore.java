package io.minilsm.internal.db;

import io.minilsm.api.*;
import io.minilsm.internal.codec.ByteSource;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.*;

/** A store on a sorted map on the heap: stands in until the engine itself is there. */
public final class HeapStore implements Store {
    private final Path directory;
    private final Options options;
    private volatile TreeMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<String, Integer> spaces = new LinkedHashMap<>();
    private final Map<Snapshot, TreeMap<byte[], byte[]>> snapshots = new ConcurrentHashMap<>();
    private final TreeMap<byte[], Long> changed = new TreeMap<>(Arrays::compareUnsigned);
    private long sequence;
    private boolean closed;

    public HeapStore(Path directory, Options options) {
        this.directory = directory;
        this.options = options;
    }

    private record Space(HeapStore store, String name, int id) implements KeySpace {
        public byte[] get(byte[] key) { return store.map().get(ScopedKey.of(id, key)); }
        public byte[] get(byte[] key, Snapshot s) { return store.at(s).get(ScopedKey.of(id, key)); }
        public int get(byte[] key, ByteBuffer t) {
            byte[] v = get(key);
            if (v == null) return -1;
            if (v.length <= t.remaining()) t.put(v);
            return v.length;
        }
        public List<byte[]> multiGet(List<byte[]> keys) { List<byte[]> r = new ArrayList<>(); for (byte[] k : keys) r.add(get(k)); return r; }
        public void put(byte[] k, byte[] v) throws IOException { put(k, v, store.options.durability()); }
        public void put(byte[] k, byte[] v, Durability d) throws IOException { store.write(new WriteBatch().put(this, k, v), d); }
        public void delete(byte[] k) throws IOException { delete(k, store.options.durability()); }
        public void delete(byte[] k, Durability d) throws IOException { store.write(new WriteBatch().delete(this, k), d); }
        public boolean putIfAbsent(byte[] k, byte[] v, Durability d) throws IOException { return compareAndSet(k, null, v, d); }
        public boolean compareAndSet(byte[] k, byte[] e, byte[] r, Durability d) throws IOException {
            WriteBatch b = new WriteBatch();
            if (r == null) b.delete(this, k); else b.put(this, k, r);
            b.require(e == null ? Condition.absent(this, k) : Condition.equalTo(this, k, e));
            try { store.write(b, d); return true; } catch (ConflictException c) { return false; }
        }
        public Cursor cursor(Range r) { return new HeapCursor(store.map(), this, r); }
        public Cursor cursor(Range r, Snapshot s) { return new HeapCursor(store.at(s), this, r); }
    }

    private static final class HeapCursor implements Cursor {
        private final NavigableMap<byte[], byte[]> view;
        private Map.Entry<byte[], byte[]> at;
        private boolean closed;

        HeapCursor(TreeMap<byte[], byte[]> map, Space s, Range r) {
            byte[] from = r.from() == null ? ScopedKey.start(s.id) : ScopedKey.of(s.id, r.from());
            byte[] to = r.to() == null ? ScopedKey.end(s.id) : ScopedKey.of(s.id, r.to());
            view = Arrays.compareUnsigned(from, to) >= 0 ? new TreeMap<>() : map.subMap(from, true, to, false);
            id = s.id;
        }
        private final int id;
        private boolean go(Map.Entry<byte[], byte[]> e) { if (closed) throw new StoreClosedException("cursor is closed"); at = e; return e != null; }
        public boolean isValid() { return at != null; }
        public boolean seekToFirst() { return go(view.firstEntry()); }
        public boolean seekToLast() { return go(view.lastEntry()); }
        public boolean seek(byte[] k) { return go(view.ceilingEntry(ScopedKey.of(id, k))); }
        public boolean seekForPrev(byte[] k) { return go(view.floorEntry(ScopedKey.of(id, k))); }
        public boolean next() { return go(at == null ? view.firstEntry() : view.higherEntry(at.getKey())); }
        public boolean prev() { return go(at == null ? view.lastEntry() : view.lowerEntry(at.getKey())); }
        public byte[] key() { return ScopedKey.userKey(at.getKey(), 0, at.getKey().length); }
        public byte[] value() { return at.getValue().clone(); }
        public ByteBuffer keyView() { return ByteBuffer.wrap(key()).asReadOnlyBuffer(); }
        public ByteBuffer valueView() { return ByteBuffer.wrap(at.getValue()).asReadOnlyBuffer(); }
        public void close() { closed = true; at = null; }
    }

    private final Space plain = new Space(this, "", 0);

    synchronized TreeMap<byte[], byte[]> map() { requireOpen(); return map; }
    TreeMap<byte[], byte[]> at(Snapshot s) { return snapshots.get(s); }
    private void requireOpen() { if (closed) throw new StoreClosedException("store is closed: directory=" + directory); }

    public synchronized long write(WriteBatch batch, Durability durability) throws IOException {
        requireOpen();
        for (Condition c : batch.conditions()) check(c);
        TreeMap<byte[], byte[]> next = new TreeMap<>(map.comparator());
        next.putAll(map);
        ByteSource in = new ByteSource(batch.encoded(), 0, batch.encodedLength());
        try {
            while (in.remaining() > 0) {
                int kind = in.getByte();
                int space = (int) in.getVarint();
                byte[] key = ScopedKey.of(space, in.getBytes((int) in.getVarint()));
                sequence++;
                changed.put(key, sequence);
                if (kind == EntryKind.PUT) next.put(key, in.getBytes((int) in.getVarint())); else next.remove(key);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
        map = next;
        return sequence;
    }
    private void check(Condition c) throws ConflictException {
        boolean ok;
        if (c instanceof Condition.Absent a) ok = !map.containsKey(ScopedKey.of(a.spaceId(), a.key()));
        else if (c instanceof Condition.EqualTo e) ok = Arrays.equals(map.get(ScopedKey.of(e.spaceId(), e.key())), e.value());
        else if (c instanceof Condition.UnchangedSince u) ok = changed.getOrDefault(ScopedKey.of(u.spaceId(), u.key()), 0L) <= u.sequence();
        else {
            Condition.RangeUnchangedSince r = (Condition.RangeUnchangedSince) c;
            ok = true;
            for (Map.Entry<byte[], Long> e : changed.entrySet())
                if (e.getValue() > r.sequence() && ScopedKey.start(r.spaceId())[0] == e.getKey()[0] && r.range().contains(ScopedKey.userKey(e.getKey(), 0, e.getKey().length))) ok = false;
        }
        if (!ok) throw new ConflictException("condition does not hold: " + c);
    }
    public WriteHandle writeAsync(WriteBatch batch, Durability durability, Executor executor) throws IOException {
        long s = write(batch, durability);
        CompletableFuture<Long> f = CompletableFuture.supplyAsync(() -> s, executor);
        return new WriteHandle() { public long sequence() { return s; } public CompletionStage<Long> completion() { return f; } };
    }
    public Path directory() { return directory; }
    public boolean isReadOnly() { return false; }
    public synchronized KeySpace keySpace(String name) { return new Space(this, name, spaces.computeIfAbsent(name, n -> 16 + spaces.size())); }
    public synchronized List<String> keySpaceNames() { return List.copyOf(spaces.keySet()); }
    public void sync() {}
    public synchronized long durableSequence() { return sequence; }
    public synchronized long visibleSequence() { return sequence; }
    public synchronized Snapshot snapshot() {
        requireOpen();
        long s = sequence;
        Snapshot made = new Snapshot() { public long sequence() { return s; } public void close() { snapshots.remove(this); } };
        snapshots.put(made, map);
        return made;
    }
    public void flush() {}
    public void compact(Range range) {}
    public long bulkLoad(Iterator<Map.Entry<byte[], byte[]>> it) throws IOException { long n = 0; while (it.hasNext()) { var e = it.next(); put(e.getKey(), e.getValue()); n++; } return n; }
    public StoreStats stats() { return new StoreStats(sequence, sequence, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of()); }
    public synchronized void close() { closed = true; }
    public String name() { return ""; }
    public int id() { return 0; }
    public byte[] get(byte[] key) { return plain.get(key); }
    public byte[] get(byte[] key, Snapshot s) { return plain.get(key, s); }
    public int get(byte[] key, ByteBuffer t) { return plain.get(key, t); }
    public List<byte[]> multiGet(List<byte[]> keys) { return plain.multiGet(keys); }
    public void put(byte[] k, byte[] v) throws IOException { plain.put(k, v); }
    public void put(byte[] k, byte[] v, Durability d) throws IOException { plain.put(k, v, d); }
    public void delete(byte[] k) throws IOException { plain.delete(k); }
    public void delete(byte[] k, Durability d) throws IOException { plain.delete(k, d); }
    public boolean putIfAbsent(byte[] k, byte[] v, Durability d) throws IOException { return plain.putIfAbsent(k, v, d); }
    public boolean compareAndSet(byte[] k, byte[] e, byte[] r, Durability d) throws IOException { return plain.compareAndSet(k, e, r, d); }
    public Cursor cursor(Range r) { return plain.cursor(r); }
    public Cursor cursor(Range r, Snapshot s) { return plain.cursor(r, s); }
}
