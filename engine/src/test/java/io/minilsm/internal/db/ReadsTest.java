package io.minilsm.internal.db;

import static io.minilsm.internal.db.StoreConcurrencyTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.version.Retention;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.Version;
import io.minilsm.internal.version.VersionEdit.Reservation;
import io.minilsm.internal.vfs.MemoryVfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * While a read asks what is visible, all that it may see is overwritten, flushed and merged away. It has its state by
 * then, which has everything still; asked in the other order it would find nothing.
 */
class ReadsTest {
    private static final Path DIRECTORY = Path.of("/store");
    private static final long SEQUENCE = 5;

    private final RunningCalls calls = new RunningCalls(DIRECTORY);
    private ReadStates states;
    private Reads reads;

    @BeforeEach
    void makeReads() throws IOException {
        MemoryVfs vfs = new MemoryVfs();
        Tables tables = new Tables(
                vfs,
                DIRECTORY,
                new UUID(1, 2),
                new BlockCache(0),
                new ObsoleteFiles(vfs, DIRECTORY, new Poison(DIRECTORY), () -> {}));
        Memtable memtable = new Memtable();
        memtable.add(ScopedKey.PLAIN_SPACE, bytes("kv"), 0, 1, 1, 1, Tag.of(SEQUENCE, EntryKind.PUT));
        StoreState manifest = new StoreState(
                new UUID(1, 2),
                "bytewise",
                Version.empty(),
                List.of(),
                SEQUENCE,
                SEQUENCE,
                Map.of(),
                1,
                1,
                Retention.NONE,
                new Reservation(100, 100));
        states = new ReadStates(tables, () -> manifest, memtable, List.of());
        reads = new Reads(states, new SnapshotList(() -> SEQUENCE), this::visible, calls, new Counters());
    }

    @Test
    void getTakesItsStateFirst() throws IOException {
        assertArrayEquals(bytes("v"), reads.get(ScopedKey.PLAIN_SPACE, bytes("k"), (Snapshot) null));
    }

    @Test
    void getIntoABufferTakesItsStateFirst() throws IOException {
        assertEquals(1, reads.get(ScopedKey.PLAIN_SPACE, bytes("k"), ByteBuffer.allocate(8)));
    }

    @Test
    void multiGetTakesItsStateFirst() throws IOException {
        assertArrayEquals(bytes("v"), reads.multiGet(ScopedKey.PLAIN_SPACE, List.of(bytes("k"))).get(0));
    }

    @Test
    void cursorTakesItsStateFirst() throws IOException {
        try (Cursor cursor = reads.cursor(ScopedKey.PLAIN_SPACE, Range.all(), null)) {
            assertTrue(cursor.next());
            assertArrayEquals(bytes("v"), cursor.value());
        }
    }

    private long visible() {
        try {
            states.installApart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SEQUENCE;
    }
}
