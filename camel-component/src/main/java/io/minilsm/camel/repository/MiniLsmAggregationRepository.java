package io.minilsm.camel.repository;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Range;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.OptimisticLockingAggregationRepository;
import org.apache.camel.spi.RecoverableAggregationRepository;

/**
 * An aggregation repository whose groups survive as they were, lists in properties and bodies too, and which recovers
 * completed groups that nobody confirmed. A message is durable in its group when {@code add} returns. Thread-safe.
 *
 * <p>Layout: key {@code 'g'} and the correlation key in UTF-8 for an open group, {@code 'c'} and the exchange's id for
 * a completed one; value the 16 bytes of a version, new with each write, and the exchange of {@link ExchangeCodec}.
 */
@Metadata(
        label = "bean",
        description = "Aggregation repository in a MiniLSM store, with recovery and optimistic locking. Nothing is"
                + " stored by Java serialization.",
        annotations = {"interfaceName=org.apache.camel.spi.AggregationRepository"})
@Configurer(metadataOnly = true)
public class MiniLsmAggregationRepository extends StoreRepository
        implements RecoverableAggregationRepository, OptimisticLockingAggregationRepository {
    private static final byte GROUP = 'g';
    private static final byte COMPLETED = 'c';
    private static final int VERSION_BYTES = 16;

    /** Property with the version of the group that an exchange was read from; not stored itself. */
    private static final String VERSION_PROPERTY = "CamelMiniLsmGroupVersion";

    @Metadata(description = "Whether completed groups are kept until they are confirmed.", defaultValue = "true")
    private boolean useRecovery = true;

    @Metadata(
            description = "Time between two looks for completed groups to recover, in milliseconds.",
            defaultValue = "5000")
    private long recoveryInterval = 5000;

    @Metadata(description = "Most times that a completed group is delivered again. 0 is no limit.")
    private int maximumRedeliveries;

    @Metadata(description = "Endpoint for groups that were delivered again maximumRedeliveries times in vain.")
    private String deadLetterUri;

    /** Transactions under way, by the correlation key of the group that was written last within them. */
    private final OpenTransactions transactions = new OpenTransactions();

    /** Makes the repository; directory and name are set as properties. */
    public MiniLsmAggregationRepository() {
        super("aggregation");
    }

    /** Makes the repository of that name in the store of the directory. */
    public MiniLsmAggregationRepository(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    /** Stores the group; returns null, as nobody asks for what was stored before. */
    @Override
    public Exchange add(CamelContext context, String key, Exchange exchange) {
        byte[] group = valueOf(exchange);
        run(() -> {
            space().put(key(GROUP, key), group, getDurability());
            transactions.wrote(key, versionOf(group), exchange);
            return null;
        });
        return null;
    }

    /** Stores the group if it is still the one that the old exchange was read from, none if that is null. */
    @Override
    public Exchange add(CamelContext context, String key, Exchange old, Exchange exchange) {
        byte[] group = valueOf(exchange);
        byte[] stored = key(GROUP, key);
        run(() -> {
            WriteBatch batch = new WriteBatch().put(space(), stored, group);
            require(batch, stored, old);
            write(batch);
            transactions.wrote(key, versionOf(group), exchange);
            return null;
        });
        return null;
    }

    @Override
    public Exchange get(CamelContext context, String key) {
        Exchange group = read(context, key(GROUP, key), true);
        if (group != null) {
            transactions.restore(key, group.getProperty(VERSION_PROPERTY, UUID.class), group);
        }
        return group;
    }

    /** Removes the group and, for recovery, keeps the exchange as completed, both in one step. */
    @Override
    public void remove(CamelContext context, String key, Exchange exchange) {
        byte[] stored = key(GROUP, key);
        run(() -> {
            WriteBatch batch = new WriteBatch().delete(space(), stored);
            if (exchange.getProperty(VERSION_PROPERTY) != null) {
                require(batch, stored, exchange);
            }
            if (useRecovery) {
                batch.put(space(), key(COMPLETED, exchange.getExchangeId()), valueOf(exchange));
            }
            write(batch);
            transactions.ended(key);
            return null;
        });
    }

    /** The group must be of the version that the exchange was read from; there must be none for null. */
    private void require(WriteBatch batch, byte[] stored, Exchange read) throws IOException {
        if (read == null) {
            batch.require(Condition.absent(space(), stored));
            return;
        }
        byte[] present = space().get(stored);
        UUID expected = read.getProperty(VERSION_PROPERTY, UUID.class);
        if (present == null || !versionOf(present).equals(expected)) {
            throw new OptimisticLockingException();
        }
        batch.require(Condition.equalTo(space(), stored, present));
    }

    private Object write(WriteBatch batch) throws IOException {
        try {
            return store().write(batch, getDurability());
        } catch (ConflictException e) {
            OptimisticLockingException conflict = new OptimisticLockingException();
            conflict.initCause(e);
            throw conflict;
        }
    }

    @Override
    public void confirm(CamelContext context, String exchangeId) {
        run(() -> {
            space().delete(key(COMPLETED, exchangeId), getDurability());
            return null;
        });
    }

    @Override
    public Set<String> getKeys() {
        return names(GROUP);
    }

    @Override
    public Set<String> scan(CamelContext context) {
        return useRecovery ? names(COMPLETED) : Set.of();
    }

    @Override
    public Exchange recover(CamelContext context, String exchangeId) {
        return read(context, key(COMPLETED, exchangeId), false);
    }

    private Set<String> names(byte prefix) {
        return run(() -> {
            Set<String> names = new LinkedHashSet<>();
            try (var cursor = space().cursor(Range.prefix(new byte[] {prefix}))) {
                while (cursor.next()) {
                    names.add(textOf(cursor.key()));
                }
            }
            return names;
        });
    }

    private Exchange read(CamelContext context, byte[] stored, boolean versioned) {
        return run(() -> {
            byte[] value = space().get(stored);
            if (value == null) {
                return null;
            }
            UUID version = versionOf(value);
            Exchange exchange = ExchangeCodec.decode(context, Arrays.copyOfRange(value, VERSION_BYTES, value.length));
            if (versioned) {
                exchange.setProperty(VERSION_PROPERTY, version);
            }
            return exchange;
        });
    }

    private static UUID versionOf(byte[] value) throws IOException {
        if (value.length < VERSION_BYTES) {
            throw new IOException("stored group too short: length=" + value.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static byte[] valueOf(Exchange exchange) {
        Object read = exchange.removeProperty(VERSION_PROPERTY);
        byte[] encoded;
        try {
            encoded = ExchangeCodec.encode(exchange);
        } finally {
            if (read != null) {
                exchange.setProperty(VERSION_PROPERTY, read);
            }
        }
        UUID version = UUID.randomUUID();
        return ByteBuffer.allocate(VERSION_BYTES + encoded.length)
                .putLong(version.getMostSignificantBits())
                .putLong(version.getLeastSignificantBits())
                .put(encoded)
                .array();
    }

    @Override
    @Deprecated
    public void setRecoveryInterval(long interval, TimeUnit unit) {
        recoveryInterval = unit.toMillis(interval);
    }

    @Override
    public void setRecoveryInterval(long recoveryInterval) {
        this.recoveryInterval = recoveryInterval;
    }

    @Override
    public long getRecoveryInterval() {
        return recoveryInterval;
    }

    @Override
    public void setUseRecovery(boolean useRecovery) {
        this.useRecovery = useRecovery;
    }

    @Override
    public boolean isUseRecovery() {
        return useRecovery;
    }

    @Override
    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    @Override
    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    @Override
    public void setMaximumRedeliveries(int maximumRedeliveries) {
        this.maximumRedeliveries = maximumRedeliveries;
    }

    @Override
    public int getMaximumRedeliveries() {
        return maximumRedeliveries;
    }
}
