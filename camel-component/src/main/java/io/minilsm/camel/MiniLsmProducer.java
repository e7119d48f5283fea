package io.minilsm.camel;

import io.minilsm.api.ConflictException;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what messages ask for. A write is handed to the store, the calling thread is set free, and the exchange goes on,
 * in a thread of {@link AckThreads}, once the write has the endpoint's durability. Reads are done in the calling
 * thread. Thread-safe.
 *
 * <p>Holds a lease of the store from start to stop; a stop waits for the writes under way.
 */
public class MiniLsmProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(MiniLsmProducer.class);

    // Constant after construction.
    private final MiniLsmConfiguration options;
    private final InFlightWrites inFlight;

    // Set by doInit.
    private Set<MiniLsmOperation> allowed;
    private KeySource keys;
    private ValueCodec values;
    private BatchReader batches;
    private RangeReader ranges;

    // Set by doStart, cleared by doStop.
    private volatile StoreLease lease;
    private AckThreads acknowledgers;
    private MiniLsmHealthCheck health;

    // Written by any thread.
    private volatile Throwable lastFailure;

    MiniLsmProducer(MiniLsmEndpoint endpoint) {
        super(endpoint);
        options = endpoint.getConfiguration();
        inFlight = new InFlightWrites(options.getMaxInFlightWrites());
    }

    @Override
    public MiniLsmEndpoint getEndpoint() {
        return (MiniLsmEndpoint) super.getEndpoint();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        options.check();
        allowed = EnumSet.of(options.getOperation());
        allowed.addAll(MiniLsmOperation.parseList(options.getAllowedOperations()));
        var context = getEndpoint().getCamelContext();
        Expression expression = options.getKey() == null
                ? null
                : context.resolveLanguage(options.getKeyLanguage()).createExpression(options.getKey());
        if (expression != null) {
            expression.init(context);
        }
        Class<?> valueType = options.getValueType() == null
                ? null
                : context.getClassResolver().resolveMandatoryClass(options.getValueType());
        KeyCodec keyCodec = new KeyCodec(options.getKeyType());
        keys = new KeySource(expression, options.getKey(), keyCodec);
        values = new ValueCodec(
                context, getEndpoint().getComponent().mapperFor(options), valueType, options.getMaxBodyBytes());
        batches = new BatchReader(options, keys, keyCodec, values);
        ranges = new RangeReader(options, keyCodec, values);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        acknowledgers = getEndpoint().getComponent().acknowledgers();
        StoreLease acquired = getEndpoint().getComponent().lease(getEndpoint());
        try {
            health = MiniLsmHealthCheck.register(this);
        } catch (RuntimeException e) {
            acquired.close();
            throw e;
        }
        lease = acquired;
        inFlight.open();
        getEndpoint().started(this);
    }

    @Override
    protected void doStop() throws Exception {
        StoreLease releasing = lease;
        if (releasing == null) {
            return;
        }
        if (health != null) {
            health.unregister();
        }
        try {
            int left = inFlight.close(timeoutMillis());
            if (left > 0) {
                LOG.warn("writes still under way at stop: count={}, endpoint={}", left, getEndpoint());
            }
        } finally {
            getEndpoint().stopped(this);
            lease = null;
            releasing.close();
            super.doStop();
        }
    }

    private long timeoutMillis() {
        var shutdown = getEndpoint().getCamelContext().getShutdownStrategy();
        return shutdown.getTimeUnit().toMillis(shutdown.getTimeout());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        MiniLsmOperation operation = null;
        boolean pending = false;
        try {
            operation = operationOf(exchange);
            Store store = store();
            if (operation.isWrite()) {
                pending = write(operation, exchange, store, callback);
            } else {
                read(operation, exchange, store);
            }
        } catch (Throwable e) {
            fail(operation, exchange, e);
        }
        if (!pending) {
            callback.done(true);
        }
        return !pending;
    }

    private MiniLsmOperation operationOf(Exchange exchange) {
        Object asked = exchange.getMessage().getHeader(MiniLsmConstants.OPERATION);
        if (asked == null) {
            return options.getOperation();
        }
        MiniLsmOperation operation =
                asked instanceof MiniLsmOperation known ? known : MiniLsmOperation.parse(textOf(asked));
        if (!allowed.contains(operation)) {
            throw new IllegalArgumentException("operation not allowed: actual=" + operation + ", expected one of "
                    + MiniLsmOperation.names(allowed) + " (option allowedOperations)");
        }
        return operation;
    }

    private static String textOf(Object asked) {
        if (asked instanceof CharSequence text) {
            return text.toString();
        }
        throw new IllegalArgumentException("header " + MiniLsmConstants.OPERATION + " is not a name: actual="
                + asked.getClass().getName());
    }

    private Store store() {
        Store store = storeIfOpen();
        if (store == null) {
            throw new IllegalStateException("producer is stopped: endpoint=" + getEndpoint());
        }
        return store;
    }

    /** Returns the store, or null if this producer is stopped. */
    Store storeIfOpen() {
        StoreLease held = lease;
        return held == null ? null : held.store();
    }

    private void read(MiniLsmOperation operation, Exchange exchange, Store store) throws IOException {
        Message message = exchange.getMessage();
        switch (operation) {
            case GET -> {
                byte[] value = store.get(keys.namedOrBody(exchange));
                message.setBody(value == null ? null : values.decode(value, exchange));
                message.setHeader(MiniLsmConstants.FOUND, value != null);
            }
            case EXISTS -> message.setBody(store.get(keys.namedOrBody(exchange)) != null);
            case SCAN -> ranges.scan(exchange, store);
            case COUNT -> ranges.count(exchange, store);
            case SYNC -> store.sync();
            default -> throw new IllegalStateException("operation " + operation + " does not read");
        }
    }

    /** Returns whether the exchange will be completed later, by another thread. */
    private boolean write(MiniLsmOperation operation, Exchange exchange, Store store, AsyncCallback callback)
            throws Exception {
        WriteBatch batch = batches.read(exchange, operation, store);
        if (batch.isEmpty()) {
            exchange.getMessage().setHeader(MiniLsmConstants.COUNT, 0);
            return false;
        }
        // A route that writes again behind a write is in one of the acknowledging threads. It must not wait there for
        // another of them, as all may be waiting, so it waits for the disk itself; their number bounds these writes.
        if (options.isSynchronous() || acknowledgers.isCurrent()) {
            finish(operation, exchange, batch.count(), store.write(batch, options.getDurability()), null);
            return false;
        }
        // The number alone is kept until the ack: the batch is a second copy of the bodies.
        int count = batch.count();
        CompletableFuture<Long> completion = submit(batch, store);
        if (completion.isDone()) {
            completion.whenComplete((sequence, failure) -> finish(operation, exchange, count, sequence, failure));
            inFlight.leave();
            return false;
        }
        completion.whenCompleteAsync(
                (sequence, failure) -> {
                    finish(operation, exchange, count, sequence, failure);
                    inFlight.leave();
                    callback.done(false);
                },
                acknowledgers);
        return true;
    }

    private CompletableFuture<Long> submit(WriteBatch batch, Store store) throws IOException, InterruptedException {
        inFlight.enter();
        try {
            // What the engine's thread runs is only the handing over to the acknowledging threads.
            return store.writeAsync(batch, options.getDurability(), Runnable::run)
                    .completion()
                    .toCompletableFuture();
        } catch (Throwable e) {
            inFlight.leave();
            throw e;
        }
    }

    /** Puts the outcome of a write on its exchange; must not throw, as the exchange would never complete. */
    private void finish(
            MiniLsmOperation operation, Exchange exchange, int count, Long sequence, Throwable failure) {
        try {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause != null) {
                fail(operation, exchange, cause);
                return;
            }
            Message message = exchange.getMessage();
            message.setHeader(MiniLsmConstants.COUNT, count);
            message.setHeader(MiniLsmConstants.SEQUENCE, sequence);
            if (operation.isConditional()) {
                message.setHeader(MiniLsmConstants.APPLIED, true);
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }

    private void fail(MiniLsmOperation operation, Exchange exchange, Throwable cause) {
        if (cause instanceof ConflictException && operation != null && operation.isConditional()) {
            exchange.getMessage().setHeader(MiniLsmConstants.COUNT, 0);
            exchange.getMessage().setHeader(MiniLsmConstants.APPLIED, false);
            return;
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (cause instanceof IOException || cause instanceof StoreClosedException) {
            lastFailure = cause;
        }
        exchange.setException(cause);
    }

    /** Returns the last failure of the store itself that a message met, or null. */
    Throwable lastFailure() {
        return lastFailure;
    }

    InFlightWrites.Figures figures() {
        return inFlight.figures();
    }
}
