package io.minilsm.internal.db;

import static io.minilsm.internal.db.StoreConcurrencyTest.bytes;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.MiniLsm;
import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.memtable.Memtable;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.version.Version;
import io.minilsm.internal.vfs.MemoryVfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConditionCheckTest {
    private static final Path DIRECTORY = Path.of("/store");

    private final MemoryVfs vfs = new MemoryVfs();
    private final Tables tables = new Tables(
            vfs,
            DIRECTORY,
            new UUID(1, 2),
            new BlockCache(0),
            new ObsoleteFiles(vfs, DIRECTORY, new Poison(DIRECTORY), () -> {}));
    private final Memtable before = new Memtable();
    private final Memtable after = new Memtable();
    private Store store;
    private ConditionCheck check;

    @BeforeEach
    void makeCheck() throws IOException {
        store = MiniLsm.openInMemory(Options.defaults());
        check = new ConditionCheck(List.of(Condition.absent(store, bytes("k"))), 5);
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    /** The memtable was frozen between the taking of the state and the reading of what is visible. */
    @Test
    void writeThatTheFirstCheckCouldNotSeeIsSeenByTheSecond() throws Exception {
        ReadState taken = state(before, List.of(), 0);
        add(after, 6);
        check.check(taken, 6);
        assertThrows(ConflictException.class, () -> check.recheck(state(after, List.of(before), 0), 6));
    }

    @Test
    void writeBetweenTheChecksIsSeen() throws Exception {
        check.check(state(before, List.of(), 0), 5);
        add(before, 6);
        assertThrows(ConflictException.class, () -> check.recheck(state(before, List.of(), 0), 6));
    }

    @Test
    void writeBeforeBothIsSeenAtOnce() {
        add(before, 5);
        assertThrows(ConflictException.class, () -> check.check(state(before, List.of(), 0), 5));
    }

    private static void add(Memtable memtable, long sequence) {
        memtable.add(0, bytes("kv"), 0, 1, 1, 1, Tag.of(sequence, EntryKind.PUT));
    }

    private ReadState state(Memtable active, List<Memtable> frozen, long flushed) throws IOException {
        return new ReadState(active, frozen, Version.empty(), flushed, tables);
    }
}
