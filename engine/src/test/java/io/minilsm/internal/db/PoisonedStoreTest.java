package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PoisonedStoreTest {
    private static final Path DIRECTORY = Path.of("/poisoned").toAbsolutePath();
    private static final byte[] KEY = bytes("key");

    private final FaultVfs vfs = new FaultVfs(new MemoryVfs());

    @Test
    void closingTellsThatAcceptedWritesMayBeLost() throws Exception {
        Store store = open();
        store.put(KEY, bytes("one"), Durability.OS);
        vfs.inject(Fault.on(Kind.FORCE).onFiles(".wal"));
        assertThrows(StorePoisonedException.class, store::sync);
        assertThrows(StorePoisonedException.class, store::close);
        store.close();
    }

    @Test
    void closingIsQuietWhereEverythingIsDurable() throws Exception {
        Store store = open();
        store.put(KEY, bytes("one"), Durability.SYNC);
        vfs.inject(Fault.on(Kind.WRITE).onFiles(".wal"));
        assertThrows(IOException.class, () -> store.put(KEY, bytes("two"), Durability.OS));
        assertThrows(StorePoisonedException.class, () -> store.put(KEY, bytes("three"), Durability.OS));
        assertArrayEquals(bytes("one"), store.get(KEY));
        store.close();
        try (Store again = open()) {
            assertArrayEquals(bytes("one"), again.get(KEY));
        }
    }

    private Store open() throws IOException {
        Environment system = Environment.system();
        Environment faulty = new Environment(
                vfs, system.nanoTime(), system.currentMillis(), system.workers(), system.random(), "boot", false);
        return LsmStore.open(faulty, DIRECTORY, Options.defaults());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
