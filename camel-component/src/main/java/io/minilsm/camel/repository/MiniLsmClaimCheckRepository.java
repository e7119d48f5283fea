package io.minilsm.camel.repository;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ClaimCheckRepository;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;

/**
 * A repository of claim checks: exchanges under keys, and a stack of them. What was checked in is durable when the call
 * returns. Camel takes it from the exchange's property {@code CamelClaimCheckRepository}. Thread-safe.
 *
 * <p>Layout: key {@code 'k'} and the key in UTF-8, or {@code 's'} and the place in the stack in 8 bytes; value the
 * exchange of {@link ExchangeCodec}.
 */
@Metadata(
        label = "bean",
        description = "Claim check repository in a MiniLSM store. Nothing is stored by Java serialization.",
        annotations = {"interfaceName=org.apache.camel.spi.ClaimCheckRepository"})
@Configurer(metadataOnly = true)
public class MiniLsmClaimCheckRepository extends StoreRepository implements ClaimCheckRepository, CamelContextAware {
    private static final byte KEY = 'k';
    private static final byte STACK = 's';

    private volatile CamelContext camelContext;

    /** Makes the repository; directory and name are set as properties. */
    public MiniLsmClaimCheckRepository() {
        super("claimcheck");
    }

    /** Makes the repository of that name in the store of the directory. */
    public MiniLsmClaimCheckRepository(String directory, String name) {
        this();
        setDirectory(directory);
        setName(name);
    }

    /** Stores the exchange under the key; returns false if there was one, which is replaced. */
    @Override
    public boolean add(String key, Exchange exchange) {
        byte[] value = valueOf(exchange);
        return run(() -> {
            boolean isNew = space().get(key(KEY, key)) == null;
            space().put(key(KEY, key), value, getDurability());
            return isNew;
        });
    }

    @Override
    public boolean contains(String key) {
        return run(() -> space().get(key(KEY, key)) != null);
    }

    @Override
    public Exchange get(String key) {
        return run(() -> exchangeOf(space().get(key(KEY, key))));
    }

    /** Returns the exchange of the key and removes it; one of many callers gets it. */
    @Override
    public Exchange getAndRemove(String key) {
        return run(() -> {
            while (true) {
                byte[] value = space().get(key(KEY, key));
                if (value == null || space().compareAndSet(key(KEY, key), value, null, getDurability())) {
                    return exchangeOf(value);
                }
            }
        });
    }

    @Override
    public void push(Exchange exchange) {
        byte[] value = valueOf(exchange);
        run(() -> {
            while (!space().putIfAbsent(place(top() + 1), value, getDurability())) {
                // Each turn that fails is one in which somebody else pushed.
            }
            return null;
        });
    }

    @Override
    public Exchange pop() {
        return run(() -> {
            while (true) {
                long top = top();
                byte[] value = top < 0 ? null : space().get(place(top));
                if (top < 0) {
                    return null;
                }
                if (value != null && take(top, value)) {
                    return exchangeOf(value);
                }
            }
        });
    }

    /** Takes the value off the stack unless somebody has taken it, or pushed another one. */
    private boolean take(long top, byte[] value) throws IOException {
        WriteBatch batch = new WriteBatch()
                .delete(space(), place(top))
                .require(Condition.equalTo(space(), place(top), value))
                .require(Condition.absent(space(), place(top + 1)));
        try {
            store().write(batch, getDurability());
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    /** Returns the place of what was pushed last; -1 if the stack is empty. */
    private long top() throws IOException {
        try (Cursor cursor = space().cursor(Range.prefix(new byte[] {STACK}))) {
            return cursor.prev() ? ByteBuffer.wrap(cursor.key(), 1, Long.BYTES).getLong() : -1;
        }
    }

    @Override
    public void clear() {
        run(() -> {
            deleteAll(new byte[] {KEY});
            deleteAll(new byte[] {STACK});
            return null;
        });
    }

    private byte[] valueOf(Exchange exchange) {
        if (camelContext == null) {
            camelContext = exchange.getContext();
        }
        return ExchangeCodec.encode(exchange);
    }

    private Exchange exchangeOf(byte[] value) throws IOException {
        if (value == null) {
            return null;
        }
        if (camelContext == null) {
            throw new IllegalStateException("claim check repository has no Camel context: name=" + getName()
                    + ", expected it in the registry of one, or setCamelContext");
        }
        return ExchangeCodec.decode(camelContext, value);
    }

    private static byte[] place(long index) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(STACK).putLong(index).array();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
