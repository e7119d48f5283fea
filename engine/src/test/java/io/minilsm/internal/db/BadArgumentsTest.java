package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Condition;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What callers may not ask for: a clean exception of its own type, and the store goes on as before. */
class BadArgumentsTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] VALUE = "value".getBytes(UTF_8);

    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = MiniLsm.openInMemory(Options.defaults());
        store.put(KEY, VALUE);
    }

    @AfterEach
    void storeGoesOnAsBefore() throws IOException {
        try (Store open = store) {
            assertArrayEquals(VALUE, open.get(KEY));
            store.put("more".getBytes(UTF_8), VALUE, Durability.SYNC);
            try (Cursor cursor = store.cursor(Range.all())) {
                assertTrue(cursor.next());
                assertArrayEquals(KEY, cursor.key());
            }
        }
    }

    @Test
    void nullIsRefused() {
        List<Executable> calls = List.of(
                () -> store.get(null),
                () -> store.get(KEY, (Snapshot) null),
                () -> store.get(KEY, (ByteBuffer) null),
                () -> store.multiGet(null),
                () -> store.multiGet(Arrays.asList(KEY, null)),
                () -> store.put(null, VALUE),
                () -> store.put(KEY, null),
                () -> store.put(KEY, VALUE, null),
                () -> store.delete(null),
                () -> store.delete(KEY, null),
                () -> store.putIfAbsent(KEY, null, Durability.OS),
                () -> store.compareAndSet(null, VALUE, VALUE, Durability.OS),
                () -> store.compareAndSet(KEY, VALUE, VALUE, null),
                () -> store.cursor(null),
                () -> store.cursor(Range.all(), null),
                () -> store.write(null, Durability.OS),
                () -> store.write(new WriteBatch().put(KEY, KEY), null),
                () -> store.writeAsync(null, Durability.OS, Runnable::run),
                () -> store.writeAsync(new WriteBatch().put(KEY, KEY), null, Runnable::run),
                () -> store.writeAsync(new WriteBatch().put(KEY, KEY), Durability.OS, null),
                () -> store.keySpace(null),
                () -> store.compact(null),
                () -> store.bulkLoad(null),
                () -> new WriteBatch().require(null),
                () -> Condition.rangeUnchangedSince(store, null, 1),
                () -> MiniLsm.open(null),
                () -> MiniLsm.open(Path.of("x"), null));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(NullPointerException.class, calls.get(i), "call " + i);
        }
    }

    @Test
    void keysAreHeldToTheirLimits() throws IOException {
        byte[] longest = new byte[WriteBatch.MAX_KEY_BYTES];
        Arrays.fill(longest, (byte) 0xFF);
        store.put(longest, VALUE);
        assertArrayEquals(VALUE, store.get(longest));
        store.flush();
        assertArrayEquals(VALUE, store.get(longest));
        try (Cursor cursor = store.cursor(Range.prefix(new byte[] {(byte) 0xFF}))) {
            assertTrue(cursor.prev());
            assertArrayEquals(longest, cursor.key());
        }
        for (byte[] key : List.of(new byte[0], new byte[WriteBatch.MAX_KEY_BYTES + 1])) {
            String sentence = "key length out of range: actual=" + key.length + ", expected=1..65536 bytes";
            List<Executable> calls = List.of(
                    () -> store.get(key),
                    () -> store.get(key, ByteBuffer.allocate(8)),
                    () -> store.multiGet(List.of(KEY, key)),
                    () -> store.put(key, VALUE),
                    () -> store.delete(key),
                    () -> store.putIfAbsent(key, VALUE, Durability.OS),
                    () -> store.compareAndSet(key, VALUE, VALUE, Durability.OS),
                    () -> new WriteBatch().put(key, VALUE),
                    () -> new WriteBatch().delete(key),
                    () -> Condition.absent(store, key),
                    () -> store.bulkLoad(Map.of(key, VALUE).entrySet().iterator()));
            for (Executable call : calls) {
                assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
            }
        }
    }

    @Test
    void keysThatDifferInATrailingZeroAreTwo() throws IOException {
        byte[] one = {'z'};
        byte[] two = {'z', 0};
        store.put(one, new byte[] {1});
        store.put(two, new byte[] {2});
        assertArrayEquals(new byte[] {1}, store.get(one));
        assertArrayEquals(new byte[] {2}, store.get(two));
        store.delete(one);
        assertNull(store.get(one));
        assertArrayEquals(new byte[] {2}, store.get(two));
    }

    @Test
    void namesOfKeySpacesAreHeldToTheirLimits() throws IOException {
        assertEquals(255, store.keySpace("x".repeat(255)).name().length());
        for (String name : List.of("", "x".repeat(256))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> store.keySpace(name));
            assertTrue(refused.getMessage().contains("actual=" + name.length()), refused.getMessage());
        }
        assertEquals(1, store.keySpaceNames().size());
    }

    @Test
    void loadsThatAreNoLoadsLeaveNothing() throws IOException {
        TreeMap<byte[], byte[]> withNull = new TreeMap<>(Arrays::compareUnsigned);
        withNull.put("l1".getBytes(UTF_8), VALUE);
        withNull.put("l2".getBytes(UTF_8), null);
        assertThrows(NullPointerException.class, () -> store.bulkLoad(withNull.entrySet().iterator()));
        assertEquals(0, store.bulkLoad(Map.<byte[], byte[]>of().entrySet().iterator()));
        assertNull(store.get("l1".getBytes(UTF_8)));
    }

    @Test
    void snapshotsOfOthersAndClosedOnesAreRefused() throws IOException {
        try (Store other = MiniLsm.openInMemory(Options.defaults());
                Snapshot foreign = other.snapshot()) {
            assertThrows(IllegalArgumentException.class, () -> store.get(KEY, foreign));
            assertThrows(IllegalArgumentException.class, () -> store.cursor(Range.all(), foreign));
        }
        Snapshot closed = store.snapshot();
        closed.close();
        closed.close();
        StoreClosedException refused = assertThrows(StoreClosedException.class, () -> store.get(KEY, closed));
        assertTrue(refused.getMessage().contains("sequence=" + closed.sequence()), refused.getMessage());
        assertThrows(StoreClosedException.class, () -> store.cursor(Range.all(), closed));
    }

    @Test
    void batchesThatNameKeySpacesOfAnotherStoreAreRefused() throws IOException {
        KeySpace own = store.keySpace("own");
        try (Store other = MiniLsm.openInMemory(Options.defaults())) {
            KeySpace foreign = other.keySpace("foreign");
            assertEquals(own.id(), foreign.id());
            List<WriteBatch> batches = List.of(
                    new WriteBatch().put(foreign, KEY, KEY),
                    new WriteBatch().delete(foreign, KEY),
                    new WriteBatch().put(other, KEY, KEY),
                    new WriteBatch().put(KEY, KEY).require(Condition.absent(foreign, KEY)));
            for (WriteBatch batch : batches) {
                assertRefused(() -> store.write(batch, Durability.OS), other);
                assertRefused(() -> store.writeAsync(batch, Durability.OS, Runnable::run), other);
            }
            WriteBatch mixed = new WriteBatch().put(own, KEY, KEY);
            assertRefused(() -> mixed.put(foreign, KEY, KEY), other);
            assertRefused(() -> mixed.delete(foreign, KEY), other);
            assertRefused(() -> mixed.require(Condition.absent(foreign, KEY)), other);
            assertEquals(1, mixed.count());
            store.write(mixed, Durability.OS);
            assertArrayEquals(KEY, own.get(KEY));
            mixed.clear();
            other.write(mixed.put(foreign, KEY, VALUE), Durability.OS);
            assertArrayEquals(VALUE, foreign.get(KEY));
            assertNull(other.get(KEY));
        }
    }

    private static void assertRefused(Executable call, Store foreign) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call);
        assertTrue(refused.getMessage().contains("of another store"), refused.getMessage());
        assertTrue(refused.getMessage().contains("actual=" + foreign.directory()), refused.getMessage());
    }

    @Test
    void cursorsAreHeldToTheirState() throws IOException {
        Cursor cursor = store.cursor(Range.all());
        assertThrows(IllegalStateException.class, cursor::key);
        assertThrows(IllegalStateException.class, cursor::valueView);
        assertThrows(NullPointerException.class, () -> cursor.seek(null));
        cursor.close();
        cursor.close();
        List<Executable> calls = List.of(
                cursor::isValid,
                cursor::next,
                cursor::prev,
                cursor::seekToFirst,
                cursor::seekToLast,
                () -> cursor.seek(KEY),
                () -> cursor.seekForPrev(KEY),
                cursor::key,
                cursor::value,
                cursor::keyView,
                cursor::valueView);
        for (Executable call : calls) {
            assertThrows(StoreClosedException.class, call);
        }
        try (Cursor empty = store.cursor(Range.of(new byte[] {2}, new byte[] {1}))) {
            assertFalse(empty.next());
            assertFalse(empty.seekToLast());
        }
    }

    @Test
    void everyCallAfterCloseIsRefused() throws IOException {
        Store closed = MiniLsm.openInMemory(Options.defaults());
        KeySpace space = closed.keySpace("space");
        closed.put(KEY, VALUE);
        Cursor cursor = closed.cursor(Range.all());
        assertTrue(cursor.next());
        Snapshot snapshot = closed.snapshot();
        closed.close();
        closed.close();
        List<Executable> calls = List.of(
                () -> closed.get(KEY),
                () -> closed.get(KEY, snapshot),
                () -> closed.get(KEY, ByteBuffer.allocate(8)),
                () -> closed.multiGet(List.of(KEY)),
                () -> closed.put(KEY, VALUE),
                () -> closed.put(KEY, VALUE, Durability.SYNC),
                () -> closed.delete(KEY),
                () -> closed.delete(KEY, Durability.SYNC),
                () -> closed.putIfAbsent(KEY, VALUE, Durability.OS),
                () -> closed.compareAndSet(KEY, VALUE, VALUE, Durability.OS),
                () -> closed.cursor(Range.all()),
                () -> closed.cursor(Range.all(), snapshot),
                () -> closed.write(new WriteBatch().put(KEY, VALUE), Durability.OS),
                () -> closed.writeAsync(new WriteBatch().put(KEY, VALUE), Durability.OS, Runnable::run),
                () -> closed.keySpace("space"),
                closed::keySpaceNames,
                closed::sync,
                closed::durableSequence,
                closed::visibleSequence,
                closed::snapshot,
                closed::flush,
                () -> closed.compact(Range.all()),
                () -> closed.bulkLoad(Map.of(KEY, VALUE).entrySet().iterator()),
                closed::stats,
                () -> space.get(KEY),
                () -> space.put(KEY, VALUE),
                () -> space.cursor(Range.all()),
                cursor::next,
                cursor::key,
                cursor::isValid);
        for (int i = 0; i < calls.size(); i++) {
            StoreClosedException refused =
                    assertThrows(StoreClosedException.class, calls.get(i), "call " + i);
            assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
        }
        cursor.close();
        snapshot.close();
        assertEquals("space", space.name());
        assertFalse(closed.isReadOnly());
    }
}
