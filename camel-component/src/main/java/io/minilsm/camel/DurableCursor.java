package io.minilsm.camel;

import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How far a named consumer of changes got, kept in the store itself. For one thread at a time.
 *
 * <p>Layout: key space {@value #SPACE}, key the name in UTF-8, value the version and the sequence of the last change
 * that was processed, in 8 bytes.
 */
final class DurableCursor {
    static final String SPACE = "camel-cursors";

    /** On disk: never change or reuse. Next free value: 2. */
    private static final byte VERSION = 1;

    private static final int BYTES = 1 + Long.BYTES;

    private final KeySpace space;
    private final String name;
    private final byte[] key;
    private final Durability durability;

    DurableCursor(Store store, String name, Durability durability) throws IOException {
        space = store.keySpace(SPACE);
        this.name = name;
        this.durability = durability;
        key = Utf8.encode("option cursor", name);
    }

    /** Returns the sequence of the last change that was processed; -1 for a new cursor. */
    long read() throws IOException {
        byte[] value = space.get(key);
        if (value == null) {
            return -1;
        }
        if (value.length != BYTES || value[0] != VERSION) {
            throw new IOException("stored cursor unknown: name=" + name + ", length=" + value.length
                    + ", expected version " + VERSION + " in " + BYTES + " bytes");
        }
        return ByteBuffer.wrap(value, 1, Long.BYTES).getLong();
    }

    void write(long sequence) throws IOException {
        space.put(key, valueOf(sequence), durability);
    }

    /** Adds the step to the sequence to the batch. */
    void addTo(WriteBatch batch, long sequence) {
        batch.put(space, key, valueOf(sequence));
    }

    private static byte[] valueOf(long sequence) {
        return ByteBuffer.allocate(BYTES).put(VERSION).putLong(sequence).array();
    }
}
