package io.minilsm.internal.vfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskVfsTest {
    @TempDir
    Path directory;

    private final Vfs vfs = new DiskVfs();

    @Test
    void writesAndReadsMoreThanOneChunk() throws IOException {
        byte[] bytes = new byte[(1 << 20) + 17];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        try (VfsFile file = vfs.create(directory.resolve("a"))) {
            file.write(ByteBuffer.wrap(bytes), 5);
            file.force();
            ByteBuffer read = ByteBuffer.allocate(bytes.length + 100);
            assertEquals(bytes.length, file.read(read, 5));
            assertArrayEquals(bytes, Arrays.copyOf(read.array(), bytes.length));
            assertEquals(bytes.length + 5, file.size());
        }
    }

    @Test
    void interruptedThreadKeepsItsFlagAndTheFileStaysOpen() throws IOException {
        try (VfsFile file = vfs.create(directory.resolve("a"))) {
            Thread.currentThread().interrupt();
            file.write(ByteBuffer.wrap(new byte[4096]), 0);
            file.force();
            ByteBuffer read = ByteBuffer.allocate(4096);
            assertEquals(4096, file.read(read, 0));
            assertTrue(vfs.canMap() ? file.map(4096).get(5) == 0 : true);
            vfs.syncDirectory(directory);
            assertTrue(Thread.interrupted(), "flag lost");
            assertEquals(4096, file.size());
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void filesAndDirectoriesArePrivate() throws IOException {
        Path made = directory.resolve("x/y");
        vfs.createDirectories(made);
        vfs.create(made.resolve("f")).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("f"))));
        assertEquals(List.of("f"), vfs.list(made));
    }

    @Test
    void createRefusesATakenName() throws IOException {
        vfs.create(directory.resolve("a")).close();
        assertThrows(FileAlreadyExistsException.class, () -> vfs.create(directory.resolve("a")));
    }

    @Test
    void openRefusesLinksAndMissingFiles() throws IOException {
        vfs.create(directory.resolve("a")).close();
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        assertThrows(FileSystemException.class, () -> vfs.openRead(directory.resolve("link")));
        assertThrows(NoSuchFileException.class, () -> vfs.openRead(directory.resolve("missing")));
        assertThrows(FileSystemException.class, () -> vfs.openRead(directory));
    }

    @Test
    void lockIsTakenAndReleased() throws IOException {
        try (Closeable lock = vfs.tryLock(directory.resolve("LOCK"), false)) {
            assertNotNull(lock);
        }
        try (Closeable lock = vfs.tryLock(directory.resolve("LOCK"), true)) {
            assertNotNull(lock);
        }
    }

    @Test
    void storesThroughAMappingAreRead() throws IOException {
        try (VfsFile file = vfs.create(directory.resolve("a"))) {
            file.write(ByteBuffer.wrap(new byte[8192]), 0);
            if (vfs.canMap()) {
                ByteBuffer map = file.map(8192);
                map.put(5000, (byte) 7);
                ByteBuffer read = ByteBuffer.allocate(8192);
                file.read(read, 0);
                assertEquals(7, read.get(5000));
            }
        }
    }
}
