package io.minilsm.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Store;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the engine keeps stores over their closing; its stand-in does not. */
final class LastingStores {
    private LastingStores() {}

    static void assume() throws Exception {
        Path directory = Files.createTempDirectory("lasting");
        try (Store store = MiniLsm.open(directory)) {
            store.put(new byte[] {1}, new byte[] {1});
        }
        try (Store store = MiniLsm.open(directory)) {
            assumeTrue(store.get(new byte[] {1}) != null, "the engine keeps nothing yet");
        }
        MiniLsm.destroy(directory);
        Files.deleteIfExists(directory);
    }
}
