package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a recovery leaves of the log is taken away by flushes from its old end only. */
class RecoveredLogTest {
    private static final Path DIRECTORY = Path.of("/store").toAbsolutePath();
    private static final int SYNCED = 200;
    private static final Options OPTIONS =
            Options.defaults().withMemtableBytes(1 << 20).withWalSegmentBytes(64 << 10);

    /**
     * The recovery writes the tail anew. Its first batch is larger than a fresh segment, which so ends empty, before
     * one of the batch's own size. Then a flush covers some old segments, and not the last one before these two.
     */
    @Test
    void emptySegmentStaysAsLongAsOnesBeforeIt() throws IOException {
        CrashVfs disk = new CrashVfs();
        disk.createDirectories(DIRECTORY);
        Store first = LsmStore.open(environment(disk), DIRECTORY, OPTIONS);
        for (int i = 0; i < SYNCED; i++) {
            first.put(bytes("key" + i), new byte[1000], Durability.SYNC);
        }
        first.put(bytes("large"), new byte[300_000], Durability.OS);
        CrashVfs killed = disk.kill();
        first.close();
        LsmStore.open(environment(killed), DIRECTORY, OPTIONS.withMemtableBytes(128 << 10))
                .close();
        try (Store store = LsmStore.open(environment(killed), DIRECTORY, OPTIONS)) {
            for (int i = 0; i < SYNCED; i++) {
                assertNotNull(store.get(bytes("key" + i)));
            }
            assertEquals(300_000, store.get(bytes("large")).length);
        }
    }

    private static Environment environment(CrashVfs disk) {
        Environment system = Environment.system();
        return new Environment(
                disk,
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                system.random(),
                "boot",
                false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
