package io.minilsm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultVfsTest {
    private static final Path DIRECTORY = Path.of("/store").toAbsolutePath();
    private static final Path FILE = DIRECTORY.resolve("000001.wal");

    private final FaultVfs vfs = new FaultVfs(new MemoryVfs());

    @BeforeEach
    void makeDirectory() throws Exception {
        vfs.createDirectories(DIRECTORY);
    }

    @Test
    void failsTheNthOperationOnce() throws Exception {
        try (VfsFile file = vfs.create(FILE)) {
            vfs.inject(Fault.on(Kind.FORCE).nth(2));
            file.force();
            assertEquals("Input/output error", assertThrows(IOException.class, file::force).getMessage());
            file.force();
        }
        assertEquals(1, vfs.injectedCount());
    }

    @Test
    void failsForEverUntilHealed() throws Exception {
        try (VfsFile file = vfs.create(FILE)) {
            vfs.inject(Fault.on(Kind.WRITE).nth(2).forever().with(Failure.NO_SPACE));
            file.write(ByteBuffer.allocate(8), 0);
            for (int i = 0; i < 3; i++) {
                IOException failure =
                        assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(8), 8));
                assertEquals("No space left on device", failure.getMessage());
            }
            vfs.heal();
            file.write(ByteBuffer.allocate(8), 8);
            assertEquals(16, file.size());
        }
    }

    @Test
    void shortWriteLeavesItsFirstBytes() throws Exception {
        try (VfsFile file = vfs.create(FILE)) {
            vfs.inject(Fault.on(Kind.WRITE).with(Failure.NO_SPACE).afterWriting(3));
            assertThrows(IOException.class, () -> file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 0));
            ByteBuffer read = ByteBuffer.allocate(8);
            assertEquals(3, file.read(read, 0));
            assertArrayEquals(new byte[] {1, 2, 3, 0, 0, 0, 0, 0}, read.array());
        }
    }

    @Test
    void strikesOnlyTheChosenFiles() throws Exception {
        vfs.inject(Fault.on(Kind.CREATE).onFiles(".sst").forever());
        vfs.create(FILE).close();
        FileSystemException failure = assertThrows(
                FileSystemException.class, () -> vfs.create(DIRECTORY.resolve("000002.sst")));
        assertTrue(failure.getFile().endsWith("000002.sst"), failure.getFile());
    }

    @Test
    void everyKindOfOperationCanFail() throws Exception {
        try (VfsFile file = vfs.create(FILE)) {
            List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
            kinds.remove(Kind.MAP); // memory is not mapped
            for (Kind kind : kinds) {
                vfs.heal();
                vfs.inject(Fault.on(kind));
                assertThrows(IOException.class, () -> perform(kind, file), kind::name);
            }
        }
    }

    @Test
    void failedForceCanBeToldToTheDisk() throws Exception {
        CrashVfs disk = new CrashVfs();
        FaultVfs faults = new FaultVfs(disk);
        faults.onFault(disk::forceFailed);
        faults.createDirectories(DIRECTORY);
        try (VfsFile file = faults.create(FILE)) {
            faults.syncDirectory(DIRECTORY);
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            faults.inject(Fault.on(Kind.FORCE));
            assertThrows(IOException.class, file::force);
            file.force();
            assertEquals(3, file.size());
        }
        CrashMode strict = new CrashMode(CrashMode.Data.STRICT, CrashMode.Names.STRICT);
        assertArrayEquals(new byte[0], disk.crash(1, strict).contents(FILE));
    }

    private void perform(Kind kind, VfsFile file) throws IOException {
        Path other = DIRECTORY.resolve("other");
        switch (kind) {
            case CREATE -> vfs.create(other);
            case OPEN -> vfs.openRead(FILE);
            case READ -> file.read(ByteBuffer.allocate(1), 0);
            case WRITE -> file.write(ByteBuffer.allocate(1), 0);
            case FORCE -> file.force();
            case RENAME -> vfs.rename(FILE, other);
            case LINK -> vfs.tryLink(FILE, other);
            case DELETE -> vfs.delete(FILE);
            case LIST -> vfs.list(DIRECTORY);
            case CREATE_DIRECTORIES -> vfs.createDirectories(DIRECTORY.resolve("sub"));
            case DELETE_DIRECTORY -> vfs.deleteDirectory(DIRECTORY);
            case SYNC_DIRECTORY -> vfs.syncDirectory(DIRECTORY);
            case MAP -> file.map(0);
        }
    }
}
