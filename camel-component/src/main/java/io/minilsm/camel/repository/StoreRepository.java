package io.minilsm.camel.repository;

import io.minilsm.SharedStores;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.camel.StoreDirectory;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What the repositories have in common: directory, name and durability as bean properties, and, from start to stop, a
 * lease of the shared store and a key space in it. Properties are set before the start. Thread-safe once started.
 */
abstract class StoreRepository extends ServiceSupport {
    /** Enough for one write to be cheap per key, few enough to be nothing in memory. */
    private static final int CLEAR_BATCH_KEYS = 1000;

    private final String kind;

    @Metadata(description = "Directory of the store. It is made if it does not exist.", required = true)
    private String directory;

    @Metadata(
            description = "Name of the repository, which tells it from others of its kind in the store.",
            required = true)
    private String name;

    @Metadata(
            description = "How far a write must have come before it counts. SYNC survives a power cut, OS the death of"
                    + " the process.",
            defaultValue = "SYNC")
    private Durability durability = Durability.SYNC;

    // Set by doStart, cleared by doStop.
    private volatile Opened opened;

    StoreRepository(String kind) {
        this.kind = kind;
    }

    @Override
    protected void doStart() throws Exception {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("repository has no name: directory=" + directory);
        }
        SharedStores.Lease lease = SharedStores.acquire(StoreDirectory.parse(directory), Options.defaults());
        try {
            opened = new Opened(lease, lease.store().keySpace(spaceName(kind, name)));
        } finally {
            if (opened == null) {
                lease.close();
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        Opened closing = opened;
        opened = null;
        if (closing != null) {
            closing.lease.close();
        }
    }

    static String spaceName(String kind, String name) {
        return "camel-" + kind + "/" + name;
    }

    KeySpace space() {
        return current().space;
    }

    Store store() {
        return current().lease.store();
    }

    private Opened current() {
        Opened current = opened;
        if (current == null) {
            throw new IllegalStateException(
                    "repository is not started: directory=" + directory + ", name=" + name + ", kind=" + kind);
        }
        return current;
    }

    /** Deletes every key that starts with the prefix, in batches; durable when this returns. */
    void deleteAll(byte[] prefix) throws IOException {
        WriteBatch batch = new WriteBatch();
        try (var cursor = space().cursor(Range.prefix(prefix))) {
            while (cursor.next()) {
                if (batch.count() == CLEAR_BATCH_KEYS) {
                    store().write(batch, Durability.BUFFERED);
                    batch.clear();
                }
                batch.delete(space(), cursor.key());
            }
        }
        store().write(batch, durability);
    }

    /** Returns the prefix and the text behind it in UTF-8. */
    static byte[] key(byte prefix, String text) {
        byte[] bytes = utf8(text);
        byte[] key = new byte[bytes.length + 1];
        key[0] = prefix;
        System.arraycopy(bytes, 0, key, 1, bytes.length);
        return key;
    }

    /** Returns the text of such a key. */
    static String textOf(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    /** Returns the text in UTF-8; half a surrogate pair is refused instead of becoming a question mark. */
    static byte[] utf8(String text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "text is not valid: length=" + text.length() + " chars, a surrogate stands alone", e);
        }
    }

    /** Runs what reads or writes the store; its failures fail the exchange. */
    static <T> T run(Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** Reads or writes the store. */
    @FunctionalInterface
    interface Access<T> {
        T run() throws IOException;
    }

    /** Returns the directory as it was given. */
    public String getDirectory() {
        return directory;
    }

    /** Directory of the store. It is made if it does not exist. */
    public void setDirectory(String directory) {
        this.directory = directory;
    }

    /** See {@link #setName}. */
    public String getName() {
        return name;
    }

    /** Name of the repository, which tells it from others of its kind in the store. */
    public void setName(String name) {
        this.name = name;
    }

    /** See {@link #setDurability}. */
    public Durability getDurability() {
        return durability;
    }

    /** How far a write must have come before it counts. SYNC survives a power cut, OS the death of the process. */
    public void setDurability(Durability durability) {
        this.durability = Objects.requireNonNull(durability, "durability");
    }

    private record Opened(SharedStores.Lease lease, KeySpace space) {}
}
