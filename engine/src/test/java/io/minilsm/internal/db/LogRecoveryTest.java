package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.internal.wal.SurvivingFrames;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an opening brings back from the log, and what is left of the log then. */
class LogRecoveryTest {
    private static final Path DIRECTORY = Path.of("/store");
    private static final Options OPTIONS = Options.defaults().withMemtableBytes(64 << 10).withWalSegmentBytes(64 << 10);
    private static final CrashMode SYNCED_ONLY = new CrashMode(CrashMode.Data.STRICT, CrashMode.Names.STRICT);

    private final CrashVfs disk = new CrashVfs();

    @Test
    void killedStoreBringsBackMoreThanAMemtableInOrder() throws IOException {
        CrashVfs left = killedAfter(300, 1000);
        LogRecovery recovery = LogRecovery.run(world(left), DIRECTORY, OPTIONS, state(left));
        assertEquals(300, recovery.lastSequence());
        assertFalse(recovery.isEmpty());
        assertTrue(recovery.frozen().size() >= 3, "frozen=" + recovery.frozen().size());
        assertTrue(recovery.active().memoryBytes() < 2 * OPTIONS.memtableBytes());
        // Overwritten keys: the newest memtable that has a key has its newest value.
        try (Store store = LsmStore.open(world(left), DIRECTORY, OPTIONS)) {
            for (int key = 0; key < 10; key++) {
                assertEquals(290 + key, Byte.toUnsignedInt(store.get(new byte[] {(byte) key})[1]) + 256, "key " + key);
            }
        }
    }

    @Test
    void closedStoreHasNothingToWriteAnewAndItsSegmentsGoWithTheFlush() throws IOException {
        try (Store store = open(disk)) {
            store.put(new byte[] {1}, new byte[] {1});
        }
        for (int life = 0; life < 20; life++) {
            open(disk).close();
            long segments = disk.list(DIRECTORY).stream().filter(name -> name.endsWith(".wal")).count();
            assertTrue(segments <= 10, "life " + life + ": segments=" + segments);
        }
        try (Store store = open(disk)) {
            assertEquals(1, store.get(new byte[] {1})[0]);
        }
    }

    @Test
    void flushedStoreLeavesNoSegmentButItsOwn() throws IOException {
        try (Store store = open(disk)) {
            store.put(new byte[] {1}, new byte[] {1});
            store.flush();
        }
        LogRecovery recovery = LogRecovery.run(world(disk), DIRECTORY, OPTIONS, state(disk));
        assertTrue(recovery.isEmpty());
        assertEquals(1, recovery.lastSequence());
        assertFalse(recovery.wantsFlush());
        for (int life = 0; life < 3; life++) {
            open(disk).close();
            assertEquals(1, disk.list(DIRECTORY).stream().filter(name -> name.endsWith(".wal")).count());
        }
    }

    @Test
    void tailThatIsWrittenAnewIsDurableWhenTheStoreIsOpen() throws IOException {
        CrashVfs left;
        try (Store store = open(disk)) {
            store.put(new byte[] {1}, new byte[] {1}, Durability.SYNC);
            store.put(new byte[] {2}, new byte[] {2}, Durability.OS);
            left = disk.kill();
        }
        CrashVfs cut;
        try (Store store = open(left)) {
            assertEquals(2, store.get(new byte[] {2})[0]);
            cut = left.crash(2, SYNCED_ONLY);
        }
        try (Store again = open(cut)) {
            assertEquals(2, again.get(new byte[] {2})[0]);
        }
    }

    @Test
    void holeInTheLogIsRotIfTheMachineRanOnAndAPowerCutIfNot() throws IOException {
        CrashVfs left = null;
        try (Store store = open(disk)) {
            store.put(new byte[] {1}, new byte[600], Durability.SYNC);
            for (int i = 2; i < 12; i++) {
                store.put(new byte[] {(byte) i}, new byte[600], Durability.OS);
            }
            for (int seed = 0; left == null; seed++) {
                CrashVfs cut = disk.crash(seed, new CrashMode(CrashMode.Data.CUT, CrashMode.Names.STRICT));
                left = hasHole(cut) ? cut : null;
            }
        }
        StoreState state = state(left);
        CrashVfs hole = left;
        assertThrows(CorruptionException.class, () -> LogRecovery.run(world(hole), DIRECTORY, OPTIONS, state));
        assertThrows(CorruptionException.class, () -> LogRecovery.judge(hole, DIRECTORY, TestWorld.BOOT, state));
        LogRecovery.judge(hole, DIRECTORY, "another boot", state);
        LogRecovery.judge(hole, DIRECTORY, "", state); // Unknown: as after a power cut.
        List<Long> firsts = new ArrayList<>();
        List<String> notes = LogRecovery.replay(
                hole, DIRECTORY, state, (first, count, payload, offset, length) -> firsts.add(first));
        assertEquals(1, notes.size());
        assertEquals(1, firsts.get(0));
        hole.delete(DIRECTORY.resolve("OWNER"));
        LogRecovery.run(world(hole), DIRECTORY, OPTIONS, state);
    }

    @Test
    void sequencesThatWereNeverReservedSayThatTheSuperblockIsOld() throws IOException {
        CrashVfs left = killedAfter(20, 10);
        LogRecovery recovery = LogRecovery.run(world(left), DIRECTORY, OPTIONS, state(left));
        recovery.requireReserved(20);
        CorruptionException e = assertThrows(CorruptionException.class, () -> recovery.requireReserved(19));
        assertEquals("CURRENT", e.file());
        assertTrue(e.getMessage().contains("reserved sequence=19, last sequence in the log=20"), e.getMessage());
    }

    @Test
    void storeThatGoesOnWithoutALogHasAllInTablesAndNoSegments() throws IOException {
        CrashVfs left = killedAfter(50, 100);
        LsmStore.open(world(left), DIRECTORY, OPTIONS.withEnableWal(false)).close();
        assertEquals(0, left.list(DIRECTORY).stream().filter(name -> name.endsWith(".wal")).count());
        try (Store store = LsmStore.openReadOnly(world(left), DIRECTORY, OPTIONS);
                var cursor = store.cursor(Range.all())) {
            int count = 0;
            while (cursor.next()) {
                count++;
            }
            assertEquals(10, count);
        }
    }

    /** Also what is in tables by then, what was written anew after a kill, and segments that took no batch. */
    @Test
    void historyIsWholeOverKillsFlushesAndClosedLives() throws IOException {
        CrashVfs now = disk;
        int written = 0;
        for (int life = 0; life < 6; life++) {
            try (Store store = open(now)) {
                if (life == 0) {
                    store.put(new byte[] {1}, new byte[] {1});
                    store.keepHistory(64 << 20, Duration.ofDays(1));
                }
                assertEquals(written, changes(store), "life " + life);
                for (int i = 0; i < 30; i++) {
                    store.put(new byte[] {(byte) i}, new byte[1000], i % 10 == 9 ? Durability.SYNC : Durability.OS);
                    written++;
                }
                if (life % 2 == 0) {
                    store.flush();
                    store.put(new byte[] {100}, new byte[3000], Durability.OS);
                    written++;
                }
                now = life % 3 == 2 ? now : now.kill();
            }
        }
        try (Store store = open(now)) {
            assertEquals(written, changes(store));
        }
    }

    private static int changes(Store store) throws IOException {
        int count = 0;
        try (ChangeFeed feed = store.changes(store.history().orElseThrow().firstSequence())) {
            for (Change change = feed.next(); change != null; change = feed.next()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void salvageOfARefusedLogGivesWhatHoldsAndNamesTheRest() throws IOException {
        CrashVfs left = killedAfter(200, 10);
        Path log = DIRECTORY.resolve(left.list(DIRECTORY).stream().filter(n -> n.endsWith(".wal")).findFirst().get());
        try (VfsFile file = left.openReadWrite(log)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5000); // Within a batch, before a mark.
        }
        StoreState state = state(left);
        CorruptionException refusal = assertThrows(
                CorruptionException.class, () -> LogRecovery.judge(left, DIRECTORY, "another boot", state));
        List<Long> survived = new ArrayList<>();
        List<SurvivingFrames.Lost> lost = new ArrayList<>();
        LogRecovery.salvage(left, DIRECTORY, state, refusal,
                (first, count, payload, offset, length) -> survived.add(first), lost::add);
        assertEquals(199, survived.size());
        assertEquals(1, lost.size());
        assertEquals(lost.get(0).firstSequence(), lost.get(0).lastSequence());
        assertFalse(survived.contains(lost.get(0).firstSequence()));
    }

    private static boolean hasHole(CrashVfs left) throws IOException {
        StoreState state = state(left);
        try {
            LogRecovery.judge(left, DIRECTORY, TestWorld.BOOT, state);
            return false;
        } catch (CorruptionException e) {
            return true;
        }
    }

    /** Writes so many batches over ten keys; the second byte of a value counts them. */
    private CrashVfs killedAfter(int batches, int valueBytes) throws IOException {
        try (Store store = LsmStore.open(world(disk), DIRECTORY, OPTIONS.withMemtableBytes(64 << 20))) {
            for (int i = 0; i < batches; i++) {
                byte[] value = new byte[valueBytes];
                value[1] = (byte) i;
                store.put(new byte[] {(byte) (i % 10)}, value, i % 100 == 99 ? Durability.SYNC : Durability.OS);
            }
            return disk.kill();
        }
    }

    private static Store open(CrashVfs vfs) throws IOException {
        return LsmStore.open(world(vfs), DIRECTORY, OPTIONS);
    }

    private static Environment world(CrashVfs vfs) {
        return TestWorld.inOneThread(vfs);
    }

    private static StoreState state(CrashVfs vfs) throws IOException {
        return VersionSet.readState(vfs, DIRECTORY);
    }
}
