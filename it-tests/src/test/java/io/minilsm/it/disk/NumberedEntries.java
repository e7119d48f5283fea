package io.minilsm.it.disk;

import io.minilsm.api.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Large entries that are known by their number. Stateless. */
final class NumberedEntries {
    private static final int VALUE_BYTES = 20_000;

    private NumberedEntries() {}

    static byte[] key(int number) {
        return String.format("key%06d", number).getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that do not compress. */
    static byte[] value(int number) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(number).nextBytes(value);
        return value;
    }

    /** Fails if one of the first so many entries is not there or not as written. */
    static void requireAll(Store store, int written) throws IOException {
        for (int number = 0; number < written; number++) {
            byte[] actual = store.get(key(number));
            if (!Arrays.equals(actual, value(number))) {
                throw new AssertionError("entry " + number + " of " + written
                        + (actual == null ? " is missing" : " is not as written, its bytes: " + actual.length));
            }
        }
    }
}
