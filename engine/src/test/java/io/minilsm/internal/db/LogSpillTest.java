package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.MergingIterator;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that does not fit into the memory it gets comes back sorted and whole. */
class LogSpillTest {
    private static final int WRITES = 20_000;

    private final Vfs vfs = new DiskVfs();

    @TempDir
    Path temporary;

    private Path directory;
    private Path spilled;
    private StoreState state;

    @BeforeEach
    void writeLog() throws IOException {
        directory = temporary.resolve("store").toAbsolutePath();
        spilled = temporary.resolve("spilled");
        try (Store store = MiniLsm.open(directory, Options.defaults().withMemtableBytes(64 << 20))) {
            for (int i = 0; i < WRITES; i++) {
                store.put(key(i * 7919 % 5000), ("value " + i).getBytes(UTF_8));
            }
        }
        state = VersionSet.readState(vfs, directory);
    }

    @Test
    void entriesAreTheSameWithLittleMemoryAndWithMuch() throws IOException {
        List<String> inMemory = walk(1 << 30, 0);
        assertEquals(WRITES, inMemory.size());
        assertFalse(Files.exists(spilled));
        assertEquals(inMemory, walk(64 << 10, 5));
        assertFalse(Files.exists(spilled), "the directory is left");
    }

    @Test
    void whatWasForgottenDoesNotComeBack() throws IOException {
        try (LogSpill log = new LogSpill(vfs, spilled, state.storeId(), 64 << 10)) {
            LogRecovery.replay(vfs, directory, state, log::add);
            log.clear();
            assertEquals(0, log.largestSequence());
            InternalIterator entries = MergingIterator.of(log.iterators());
            entries.seekToFirst();
            assertFalse(entries.isValid());
        }
        assertFalse(Files.exists(spilled));
    }

    private List<String> walk(long memoryBytes, int tables) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LogSpill log = new LogSpill(vfs, spilled, state.storeId(), memoryBytes)) {
            LogRecovery.replay(vfs, directory, state, log::add);
            assertTrue(log.tables() >= tables, "tables=" + log.tables());
            InternalIterator entries = MergingIterator.of(log.iterators());
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                byte[] key = ScopedKey.userKey(entries.keyArray(), entries.keyOffset(), entries.keyLength());
                String value = new String(entries.valueArray(), entries.valueOffset(), entries.valueLength(), UTF_8);
                lines.add(new String(key, UTF_8) + " " + Tag.sequence(entries.tag()) + " " + value);
            }
        }
        return lines;
    }

    private static byte[] key(int i) {
        return String.format("key%05d", i).getBytes(UTF_8);
    }
}
