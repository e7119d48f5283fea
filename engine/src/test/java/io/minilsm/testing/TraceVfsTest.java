package io.minilsm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceVfsTest {
    private static final Path DIRECTORY = Path.of("/store").toAbsolutePath();

    private final TraceVfs vfs = new TraceVfs(new MemoryVfs());

    @Test
    void recordsDurableOperationsInOrder() throws Exception {
        vfs.createDirectories(DIRECTORY);
        try (VfsFile file = vfs.create(DIRECTORY.resolve("a"))) {
            file.write(ByteBuffer.allocate(64), 0);
            file.write(ByteBuffer.allocate(130), 64);
            file.read(ByteBuffer.allocate(8), 0);
            file.force();
        }
        vfs.rename(DIRECTORY.resolve("a"), DIRECTORY.resolve("b"));
        vfs.syncDirectory(DIRECTORY);
        vfs.delete(DIRECTORY.resolve("b"));
        assertEquals(
                List.of(
                        "createDirectories store",
                        "create a",
                        "write a@0+64",
                        "write a@64+130",
                        "force a",
                        "rename a -> b",
                        "syncDirectory store",
                        "delete b"),
                vfs.lines());
    }

    @Test
    void orderOnlyJoinsWritesInARow() throws Exception {
        vfs.createDirectories(DIRECTORY);
        vfs.clear();
        try (VfsFile file = vfs.create(DIRECTORY.resolve("a"))) {
            file.write(ByteBuffer.allocate(64), 0);
            file.write(ByteBuffer.allocate(64), 64);
            file.force();
            file.write(ByteBuffer.allocate(64), 128);
        }
        assertEquals(List.of("create a", "write a", "force a", "write a"), vfs.orderOnly());
    }

    @Test
    void operationThatFailsIsNotRecorded() {
        assertThrows(NoSuchFileException.class, () -> vfs.delete(DIRECTORY.resolve("none")));
        assertEquals(List.of(), vfs.lines());
    }
}
