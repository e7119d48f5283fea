package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.CrashVfs;
import io.minilsm.tools.VerifyDoor;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A power cut has left a hole among frames that were never forced; the process that recovers from it is killed. */
class InterruptedRecoveryTest {
    private static final Path DIRECTORY = Path.of("/store").toAbsolutePath();
    private static final String FIRST_BOOT = "first";
    private static final String NEXT_BOOT = "next";
    private static final int WRITES = 20;

    private CrashVfs withHole;

    @BeforeEach
    void makeAHole() throws IOException {
        CrashVfs disk = new CrashVfs();
        disk.createDirectories(DIRECTORY);
        Store store = LsmStore.open(environment(disk, FIRST_BOOT), DIRECTORY, Options.defaults());
        store.put(bytes("synced"), bytes("1"), Durability.SYNC);
        for (int i = 0; i < WRITES; i++) {
            store.put(bytes("key" + i), new byte[200], Durability.OS);
        }
        withHole = disk.kill();
        store.close();
        Path log = DIRECTORY.resolve("000002.wal");
        try (VfsFile file = withHole.openReadWrite(log)) {
            // In the middle of the writes that no force covers.
            file.write(ByteBuffer.wrap(new byte[300]), 4096 + 64 + 2000);
        }
    }

    @Test
    void withoutAPowerCutTheHoleIsDamage() {
        assertThrows(CorruptionException.class, () -> open(withHole, FIRST_BOOT).close());
    }

    @Test
    void verifyTakesTheHoleForDamageOnlyWithoutAPowerCut() throws IOException {
        assertFalse(VerifyDoor.run(environment(withHole, FIRST_BOOT), DIRECTORY).isClean());
        VerifyReport report = VerifyDoor.run(environment(withHole, NEXT_BOOT), DIRECTORY);
        assertTrue(report.isClean(), report::toString);
        assertTrue(report.notes().toString().contains("never synced"), report::toString);
    }

    @Test
    void killAtAnyOperationOfTheRecoveryLeavesAStoreThatOpens() throws IOException {
        List<CrashVfs> copies = new ArrayList<>();
        CrashVfs recovering = withHole.kill();
        recovering.beforeEach(operation -> copies.add(recovering.kill()));
        Store whole = open(recovering, NEXT_BOOT);
        recovering.beforeEach(operation -> {});
        whole.close();
        assertTrue(copies.size() > 10, () -> "operations: " + copies.size());
        for (CrashVfs copy : copies) {
            try (Store store = open(copy, NEXT_BOOT)) {
                assertArrayEquals(bytes("1"), store.get(bytes("synced")));
                assertNotNull(store.get(bytes("key0")));
            }
        }
    }

    private static Store open(CrashVfs disk, String boot) throws IOException {
        return LsmStore.open(environment(disk, boot), DIRECTORY, Options.defaults());
    }

    private static Environment environment(CrashVfs disk, String boot) {
        Environment system = Environment.system();
        return new Environment(
                disk,
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                system.random(),
                boot,
                false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
