package io.minilsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minilsm.api.Options;
import io.minilsm.api.Store;
import org.junit.jupiter.api.Test;

final class InMemoryStoresTest {
    @Test
    void severalLiveSideBySide() throws Exception {
        byte[] key = {1};
        try (Store one = MiniLsm.openInMemory(Options.defaults());
                Store two = MiniLsm.openInMemory(Options.defaults())) {
            one.put(key, key);
            assertNull(two.get(key));
            assertArrayEquals(key, one.get(key));
        }
    }
}
