package io.minilsm.camel.repository;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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
 * a completed one; value as {@link StoredGroup} says. The list of Camel's grouping strategies is stored an element at a
 * time, by {@link GroupLists}, so that a message costs the same however large its group is.
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

    private final GroupLists lists = new GroupLists();

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
        run(() -> {
            while (!put(context, key, space().get(key(GROUP, key)), exchange)) {
                // Each turn that fails is one in which somebody else wrote the group.
            }
            return null;
        });
        return null;
    }

    /** Stores the group if it is still the one that the old exchange was read from, none if that is null. */
    @Override
    public Exchange add(CamelContext context, String key, Exchange old, Exchange exchange) {
        run(() -> {
            byte[] present = space().get(key(GROUP, key));
            UUID expected = old == null ? null : old.getProperty(VERSION_PROPERTY, UUID.class);
            if (!Objects.equals(StoredGroup.of(present).version(), expected) || !put(context, key, present, exchange)) {
                throw new OptimisticLockingException();
            }
            return null;
        });
        return null;
    }

    /** Stores the group in the place of what is present; returns false if that is present no more. */
    private boolean put(CamelContext context, String key, byte[] present, Exchange exchange) throws IOException {
        StoredGroup before = StoredGroup.of(present);
        WriteBatch batch = new WriteBatch();
        UUID version = UUID.randomUUID();
        GroupLists.Written list = null;
        if (exchange.getProperty(Exchange.GROUPED_EXCHANGE) instanceof List<?> elements) {
            list = lists.write(batch, space(), context, key, elements, before.version(), before.elements());
        } else {
            lists.remove(batch, space(), key, before.elements());
        }
        int count = list == null ? StoredGroup.NO_LIST : list.count();
        batch.put(space(), key(GROUP, key), valueOf(exchange, version, count));
        if (!write(batch, key, present)) {
            return false;
        }
        transactions.wrote(key, version, exchange);
        if (list == null) {
            lists.forget(key);
        } else {
            lists.wrote(key, version, list);
        }
        return true;
    }

    @Override
    public Exchange get(CamelContext context, String key) {
        return run(() -> {
            try (Snapshot snapshot = store().snapshot()) {
                byte[] value = space().get(key(GROUP, key), snapshot);
                if (value == null) {
                    return null;
                }
                StoredGroup group = StoredGroup.of(value);
                Exchange exchange = ExchangeCodec.decode(context, group.exchange());
                if (group.count() != StoredGroup.NO_LIST) {
                    exchange.setProperty(
                            Exchange.GROUPED_EXCHANGE,
                            lists.read(space(), snapshot, context, key, group.version(), group.count()));
                }
                exchange.setProperty(VERSION_PROPERTY, group.version());
                transactions.restore(key, group.version(), exchange);
                return exchange;
            }
        });
    }

    /** Removes the group and, for recovery, keeps the exchange as completed, both in one step. */
    @Override
    public void remove(CamelContext context, String key, Exchange exchange) {
        run(() -> {
            while (!tryRemove(key, exchange)) {
                if (exchange.getProperty(VERSION_PROPERTY) != null) {
                    throw new OptimisticLockingException();
                }
            }
            return null;
        });
    }

    private boolean tryRemove(String key, Exchange exchange) throws IOException {
        byte[] present = space().get(key(GROUP, key));
        StoredGroup group = StoredGroup.of(present);
        UUID expected = exchange.getProperty(VERSION_PROPERTY, UUID.class);
        if (expected != null && !expected.equals(group.version())) {
            return false;
        }
        WriteBatch batch = new WriteBatch().delete(space(), key(GROUP, key));
        lists.remove(batch, space(), key, group.elements());
        if (useRecovery) {
            byte[] completed = valueOf(exchange, UUID.randomUUID(), StoredGroup.NO_LIST);
            batch.put(space(), key(COMPLETED, exchange.getExchangeId()), completed);
        }
        if (!write(batch, key, present)) {
            return false;
        }
        transactions.ended(key);
        lists.forget(key);
        return true;
    }

    /** Writes the batch if the group is what was present; returns whether it was. */
    private boolean write(WriteBatch batch, String key, byte[] present) throws IOException {
        byte[] stored = key(GROUP, key);
        batch.require(
                present == null
                        ? Condition.absent(space(), stored)
                        : Condition.equalTo(space(), stored, present));
        try {
            store().write(batch, getDurability());
            return true;
        } catch (ConflictException e) {
            return false;
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
        return run(() -> {
            byte[] value = space().get(key(COMPLETED, exchangeId));
            return value == null
                    ? null
                    : ExchangeCodec.decode(context, StoredGroup.of(value).exchange());
        });
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

    /** Returns the bytes of the group; a list of it that is stored apart is not among them. */
    private static byte[] valueOf(Exchange exchange, UUID version, int count) {
        Object read = exchange.removeProperty(VERSION_PROPERTY);
        Object apart = count == StoredGroup.NO_LIST ? null : exchange.removeProperty(Exchange.GROUPED_EXCHANGE);
        try {
            return new StoredGroup(version, count, ExchangeCodec.encode(exchange)).encode();
        } finally {
            if (read != null) {
                exchange.setProperty(VERSION_PROPERTY, read);
            }
            if (apart != null) {
                exchange.setProperty(Exchange.GROUPED_EXCHANGE, apart);
            }
        }
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
