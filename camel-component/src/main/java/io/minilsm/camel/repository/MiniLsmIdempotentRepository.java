package io.minilsm.camel.repository;

import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;

/**
 * An idempotent repository that forgets neither what was processed nor what was not: a message that was being processed
 * when the process died is processed again. Thread-safe; any number of beans of one name share what they know, if they
 * are in one JVM, as the store is open in one JVM at a time.
 *
 * <p>Layout: key {@code 'o'} and the 16 bytes of an owner's id, value the 16 bytes of the id of its process; an owner
 * is one bean between its start and its stop. Key {@code 'k'} and the message's key in UTF-8, value {@code 1, 'c'}
 * (confirmed) or {@code 1, 'p'} and the owner's id (pending). The first byte is the version.
 */
@Metadata(
        label = "bean",
        description = "Idempotent repository in a MiniLSM store. Pending keys of a process that died are not seen as"
                + " processed.",
        annotations = {"interfaceName=org.apache.camel.spi.IdempotentRepository"})
@Configurer(metadataOnly = true)
public class MiniLsmIdempotentRepository extends StoreRepository implements IdempotentRepository {
    /* The boot epoch is not a count or a clock: a mark is pending as long as the owner that set it is listed. A stop
     * takes its owner off the list. A process that died cannot, so a start takes off the owners of other processes:
     * the lock of the store says that none of them lives. Cost: one more read where a pending mark is met. Pending
     * marks need no sync, as a power cut that takes one takes nothing that anybody would want to see again. */

    /** This process; the store is shared within it and closed to all others. */
    private static final UUID PROCESS = UUID.randomUUID();

    private static final byte OWNER = 'o';
    private static final byte KEY = 'k';

    /** On disk: never change or reuse. Next free value: 2. */
    private static final byte VERSION = 1;

    private static final byte[] CONFIRMED = {VERSION, 'c'};
    private static final int PENDING_BYTES = 18;

    @Metadata(
            description = "Whether add without an exchange makes a pending key, too. Set it for a file consumer with"
                    + " idempotentEager=true or readLock=idempotent, which confirms; not for one that does not, whose"
                    + " keys would be forgotten at the next start.",
            defaultValue = "false")
    private boolean pendingWithoutExchange;

    // Set by doStart.
    private volatile UUID owner;

    /** Makes the repository; directory and name are set as properties. */
    public MiniLsmIdempotentRepository() {
        super("idempotent");
    }

    /** Makes the repository of that name in the store of the directory. */
    public MiniLsmIdempotentRepository(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try (var cursor = space().cursor(Range.prefix(new byte[] {OWNER}))) {
            while (cursor.next()) {
                if (!Arrays.equals(cursor.value(), bytes(PROCESS))) {
                    space().delete(cursor.key(), Durability.OS);
                }
            }
        }
        UUID started = UUID.randomUUID();
        space().put(ownerKey(bytes(started)), bytes(PROCESS), Durability.OS);
        owner = started;
    }

    @Override
    protected void doStop() throws Exception {
        UUID stopping = owner;
        owner = null;
        try {
            if (stopping != null) {
                space().delete(ownerKey(bytes(stopping)), Durability.OS);
            }
        } finally {
            super.doStop();
        }
    }

    /** Adds a pending key, which {@link #confirm} makes a lasting one; false if the key is there already. */
    @Override
    public boolean add(Exchange exchange, String key) {
        return run(() -> add(key, true));
    }

    /** Adds a key, a lasting one unless {@link #setPendingWithoutExchange} says else; false if it is there already. */
    @Override
    public boolean add(String key) {
        return run(() -> add(key, pendingWithoutExchange));
    }

    private boolean add(String text, boolean pending) throws IOException {
        byte[] key = key(KEY, text);
        byte[] mark = pending ? pendingMark() : CONFIRMED;
        Durability durability = pending ? Durability.BUFFERED : getDurability();
        // Each turn that fails is one in which another sender got further.
        while (true) {
            byte[] present = space().get(key);
            if (present != null && isLive(text, present)) {
                return false;
            }
            if (space().compareAndSet(key, present, mark, durability)) {
                return true;
            }
        }
    }

    private boolean isLive(String text, byte[] mark) throws IOException {
        if (Arrays.equals(mark, CONFIRMED)) {
            return true;
        }
        if (mark.length != PENDING_BYTES || mark[0] != VERSION || mark[1] != 'p') {
            throw new IOException("mark of an idempotent repository unknown: name=" + getName() + ", key=" + text
                    + ", length=" + mark.length + ", expected version " + VERSION);
        }
        return space().get(ownerKey(Arrays.copyOfRange(mark, 2, PENDING_BYTES))) != null;
    }

    @Override
    public boolean contains(String key) {
        return run(() -> {
            byte[] mark = space().get(key(KEY, key));
            return mark != null && isLive(key, mark);
        });
    }

    /** Removes the key, whether it is pending or confirmed. */
    @Override
    public boolean remove(String key) {
        return run(() -> {
            byte[] stored = key(KEY, key);
            byte[] mark = space().get(stored);
            if (mark == null) {
                return false;
            }
            space().delete(stored, Arrays.equals(mark, CONFIRMED) ? getDurability() : Durability.BUFFERED);
            return isLive(key, mark);
        });
    }

    /** Makes the key a lasting one; it is durable when this returns. */
    @Override
    public boolean confirm(String key) {
        return run(() -> {
            space().put(key(KEY, key), CONFIRMED, getDurability());
            return true;
        });
    }

    @Override
    public void clear() {
        run(() -> {
            deleteAll(new byte[] {KEY});
            return null;
        });
    }

    /** See {@link #setPendingWithoutExchange}. */
    public boolean isPendingWithoutExchange() {
        return pendingWithoutExchange;
    }

    /** Whether {@link #add(String)} makes a pending key, too. */
    public void setPendingWithoutExchange(boolean pendingWithoutExchange) {
        this.pendingWithoutExchange = pendingWithoutExchange;
    }

    private byte[] pendingMark() {
        UUID mine = owner;
        if (mine == null) {
            throw new IllegalStateException("repository is not started: name=" + getName());
        }
        return ByteBuffer.allocate(PENDING_BYTES)
                .put(VERSION)
                .put((byte) 'p')
                .put(bytes(mine))
                .array();
    }

    private static byte[] ownerKey(byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(OWNER).put(id).array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
