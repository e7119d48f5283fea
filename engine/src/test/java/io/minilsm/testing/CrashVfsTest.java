package io.minilsm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.CrashMode.Data;
import io.minilsm.testing.CrashMode.Names;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrashVfsTest {
    private static final Path DIRECTORY = Path.of("/store").toAbsolutePath();
    private static final Path A = DIRECTORY.resolve("a");
    private static final Path B = DIRECTORY.resolve("b");
    private static final int SEEDS = 200;

    private final CrashVfs disk = new CrashVfs(true);

    @BeforeEach
    void makeDirectory() {
        disk.createDirectories(DIRECTORY);
    }

    @Test
    void syncedBytesSurviveEveryMode() throws Exception {
        VfsFile file = synced(A, bytes(2000, 1));
        file.write(ByteBuffer.wrap(bytes(600, 2)), 2000);
        for (CrashMode mode : CrashMode.all()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                byte[] left = disk.crash(seed, mode).contents(A);
                assertArrayEquals(bytes(2000, 1), Arrays.copyOf(left, 2000), mode + ", seed=" + seed);
            }
        }
    }

    @Test
    void strictLosesAllThatWasNotForced() throws Exception {
        VfsFile file = synced(A, bytes(100, 1));
        file.write(ByteBuffer.wrap(bytes(100, 2)), 50);
        assertArrayEquals(
                bytes(100, 1), disk.crash(1, new CrashMode(Data.STRICT, Names.STRICT)).contents(A));
        assertEquals(150, file.size());
    }

    @Test
    void cutKeepsAnySetOfSectors() throws Exception {
        VfsFile file = synced(A, bytes(4 * 512, 1));
        file.write(ByteBuffer.wrap(bytes(4 * 512, 2)), 0);
        Set<String> states = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            states.add(sectors(disk.crash(seed, new CrashMode(Data.CUT, Names.STRICT)).contents(A)));
        }
        assertEquals(16, states.size(), states.toString());
    }

    @Test
    void cutMayKeepAnEarlierOfSeveralWrites() throws Exception {
        VfsFile file = synced(A, bytes(512, 1));
        file.write(ByteBuffer.wrap(bytes(512, 2)), 0);
        file.write(ByteBuffer.wrap(bytes(512, 3)), 0);
        Set<String> states = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            states.add(sectors(disk.crash(seed, new CrashMode(Data.CUT, Names.STRICT)).contents(A)));
        }
        assertEquals(Set.of("1", "2", "3"), states);
    }

    @Test
    void prefixTearsTheLastWriteAndKeepsOrder() throws Exception {
        VfsFile first = synced(A, new byte[0]);
        VfsFile second = synced(B, new byte[0]);
        first.write(ByteBuffer.wrap(bytes(100, 1)), 0);
        second.write(ByteBuffer.wrap(bytes(100, 1)), 0);
        Set<Integer> lengths = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            CrashVfs left = disk.crash(seed, new CrashMode(Data.PREFIX, Names.STRICT));
            int length = left.contents(A).length;
            assertTrue(length == 100 || left.contents(B).length == 0, "seed=" + seed);
            lengths.add(length);
        }
        assertTrue(lengths.size() > 10, lengths.toString());
    }

    @Test
    void garbageFillsWhatWasLostBehindTheOldEnd() throws Exception {
        VfsFile file = synced(A, bytes(512, 1));
        file.write(ByteBuffer.wrap(bytes(1024, 2)), 512);
        boolean seen = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] left = disk.crash(seed, new CrashMode(Data.GARBAGE, Names.STRICT)).contents(A);
            assertEquals(1536, left.length);
            seen |= left[512] != 2 && left[513] != left[512];
        }
        assertTrue(seen);
    }

    @Test
    void nameIsDurableOnlyAfterItsDirectoryWasSynced() throws Exception {
        VfsFile file = disk.create(A);
        file.force();
        CrashMode strict = new CrashMode(Data.STRICT, Names.STRICT);
        assertFalse(disk.crash(1, strict).exists(A));
        disk.syncDirectory(DIRECTORY);
        assertTrue(disk.crash(1, strict).exists(A));
        disk.rename(A, B);
        assertTrue(disk.crash(1, strict).exists(A));
        assertFalse(disk.crash(1, strict).exists(B));
        disk.syncDirectory(DIRECTORY);
        assertFalse(disk.crash(1, strict).exists(A));
        disk.delete(B);
        assertTrue(disk.crash(1, strict).exists(B));
    }

    @Test
    void journalCommitsNamesWithAnySync() throws Exception {
        VfsFile other = synced(B, new byte[0]);
        disk.create(A);
        CrashMode journal = new CrashMode(Data.STRICT, Names.JOURNAL);
        assertFalse(disk.crash(1, journal).exists(A));
        other.force();
        assertTrue(disk.crash(1, journal).exists(A));
        assertFalse(disk.crash(1, new CrashMode(Data.STRICT, Names.STRICT)).exists(A));
    }

    @Test
    void renameOverAnotherFileLeavesOldOrNewNeverNone() throws Exception {
        synced(A, bytes(10, 1));
        synced(B, bytes(10, 2));
        disk.rename(A, B);
        Set<String> states = new TreeSet<>();
        for (CrashMode mode : CrashMode.all()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                CrashVfs left = disk.crash(seed, mode);
                states.add(left.contents(B)[0] + " " + left.exists(A));
            }
        }
        assertEquals(Set.of("1 false", "2 true"), states);
    }

    @Test
    void storesThroughAMappingAreLostUntilForced() throws Exception {
        VfsFile file = synced(A, bytes(1024, 1));
        ByteBuffer mapped = file.map(1024);
        mapped.put(600, (byte) 9);
        CrashMode strict = new CrashMode(Data.STRICT, Names.STRICT);
        assertEquals(1, disk.crash(1, strict).contents(A)[600]);
        assertEquals(9, disk.contents(A)[600]);
        file.force();
        assertEquals(9, disk.crash(1, strict).contents(A)[600]);
    }

    @Test
    void crashLeavesTheRunningDiskAsItIs() throws Exception {
        VfsFile file = synced(A, bytes(512, 1));
        file.write(ByteBuffer.wrap(bytes(512, 2)), 512);
        CrashVfs left = disk.crash(7, new CrashMode(Data.PREFIX, Names.JOURNAL));
        left.openReadWrite(A).write(ByteBuffer.wrap(bytes(512, 3)), 0);
        assertEquals("12", sectors(disk.contents(A)));
        assertEquals(1, disk.crash(1, new CrashMode(Data.STRICT, Names.STRICT)).contents(A)[0]);
        assertEquals(3, left.contents(A)[0]);
    }

    @Test
    void killLosesNothingAndSyncsNothing() throws Exception {
        VfsFile file = synced(A, bytes(512, 1));
        file.write(ByteBuffer.wrap(bytes(512, 2)), 512);
        disk.create(B);
        CrashVfs left = disk.kill();
        assertEquals("12", sectors(left.contents(A)));
        assertTrue(left.exists(B));
        CrashVfs later = left.crash(1, new CrashMode(Data.STRICT, Names.STRICT));
        assertEquals("1", sectors(later.contents(A)));
        assertFalse(later.exists(B));
        left.openReadWrite(A).force();
        assertEquals("12", sectors(left.crash(1, new CrashMode(Data.STRICT, Names.STRICT)).contents(A)));
        assertTrue(disk.hasUnsynced());
    }

    @Test
    void relocatedDirectoryKeepsWhatIsUnsynced() throws Exception {
        synced(A, bytes(10, 1));
        disk.create(B);
        Path other = Path.of("/other").toAbsolutePath();
        CrashVfs left = disk.kill().relocate(DIRECTORY, other);
        assertEquals(List.of("a", "b"), left.list(other));
        assertFalse(left.exists(DIRECTORY));
        left.syncDirectory(other);
        assertTrue(left.crash(1, new CrashMode(Data.STRICT, Names.STRICT)).exists(other.resolve("b")));
        assertEquals(List.of("a", "b"), disk.list(DIRECTORY));
    }

    @Test
    void sameSeedLeavesTheSameDisk() throws Exception {
        VfsFile file = synced(A, bytes(5000, 1));
        file.write(ByteBuffer.wrap(bytes(5000, 2)), 2500);
        disk.create(B);
        for (CrashMode mode : CrashMode.all()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                CrashVfs one = disk.crash(seed, mode);
                CrashVfs two = disk.crash(seed, mode);
                assertEquals(one.paths(), two.paths());
                assertArrayEquals(one.contents(A), two.contents(A), mode + ", seed=" + seed);
            }
        }
    }

    @Test
    void hookSeesEachOperationBeforeItHappens() throws Exception {
        List<String> seen = new ArrayList<>();
        disk.beforeEach(operation -> seen.add(operation + " " + disk.exists(A)));
        VfsFile file = disk.create(A);
        file.write(ByteBuffer.wrap(bytes(3, 1)), 0);
        file.force();
        disk.delete(A);
        assertEquals(List.of("create a false", "write a@0+3 true", "force a true", "delete a true"), seen);
    }

    private VfsFile synced(Path path, byte[] content) throws Exception {
        VfsFile file = disk.create(path);
        file.write(ByteBuffer.wrap(content), 0);
        file.force();
        disk.syncDirectory(DIRECTORY);
        return file;
    }

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static String sectors(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 512) {
            text.append(bytes[at]);
        }
        return text.toString();
    }
}
