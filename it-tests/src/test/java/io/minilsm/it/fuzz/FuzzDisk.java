package io.minilsm.it.fuzz;

import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** A directory in memory that files are put into as bytes. For one thread. */
final class FuzzDisk {
    static final Path DIRECTORY = Path.of("/fuzz");
    static final UUID STORE = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);

    final MemoryVfs vfs = new MemoryVfs();

    FuzzDisk() {
        vfs.createDirectories(DIRECTORY);
    }

    FuzzDisk put(String name, byte[]... parts) throws IOException {
        try (VfsFile file = vfs.create(DIRECTORY.resolve(name))) {
            long position = 0;
            for (byte[] part : parts) {
                file.write(ByteBuffer.wrap(part), position);
                position += part.length;
            }
        }
        return this;
    }

    byte[] get(String name) throws IOException {
        try (VfsFile file = vfs.openRead(DIRECTORY.resolve(name))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return bytes.array();
        }
    }
}
