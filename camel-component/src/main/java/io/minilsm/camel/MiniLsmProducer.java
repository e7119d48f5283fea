package io.minilsm.camel;

import io.minilsm.api.ConflictException;
import io.minilsm.api.Durability;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.camel.repository.MiniLsmResumeStrategy;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.resume.Resumable;
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
    private RangeSource ranges;
    private RangeReader reader;
    private CheckpointWriter checkpoints;
    private Ingested ingested;

    // Set by doStart, cleared by doStop.
    private volatile StoreLease lease;
    private AckThreads acknowledgers;
    private MiniLsmHealthCheck health;

    // Written by any thread.
    private volatile Throwable lastFailure;

    MiniLsmProducer(MiniLsmEndpoint endpoint) {
        super(endpoint);
        options = endpoint.getConfiguration();
        inFlight = new InFlightWrites(options.getMaxInFlightWrites(), options.getMaxInFlightBytes());
    }

    @Override
    public MiniLsmEndpoint getEndpoint() {
        return (MiniLsmEndpoint) super.getEndpoint();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        options.check();
        allowed = options.allowed();
        Expression expression = expressionOf(options.getKey());
        KeyCodec keyCodec = new KeyCodec(options.getKeyType(), options.getKeyPrefix());
        keys = new KeySource(expression, options.getKey(), keyCodec);
        values = getEndpoint().newValueCodec();
        batches = new BatchReader(options, keys, keyCodec, values);
        ranges = new RangeSource(options, keyCodec);
        reader = new RangeReader(options, ranges, keyCodec, values);
        ingested = options.getExactlyOnceId() == null
                ? null
                : new Ingested(
                        expressionOf(options.getExactlyOnceId()), options.getExactlyOnceId(), options.getKeyPrefix());
        checkpoints = options.getCheckpointDirectory() == null
                ? null
                : new CheckpointWriter(StoreDirectory.parse(options.getCheckpointDirectory()), Clock.systemUTC());
    }

    /** Returns the expression in the endpoint's language, null if it is not set. */
    private Expression expressionOf(String text) {
        if (text == null) {
            return null;
        }
        var context = getEndpoint().getCamelContext();
        Expression expression =
                context.resolveLanguage(options.getKeyLanguage()).createExpression(text);
        expression.init(context);
        return expression;
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
            case GET_MANY -> reader.getMany(exchange, batches.readKeys(exchange), store);
            case EXISTS -> message.setBody(store.get(keys.namedOrBody(exchange)) != null);
            case SCAN -> reader.scan(exchange, store);
            case COUNT -> reader.count(exchange, store);
            case SYNC -> store.sync();
            case CHECKPOINT -> checkpoint(message, store);
            case STATS -> message.setBody(store.stats());
            default -> throw new IllegalStateException("operation " + operation + " does not read");
        }
    }

    private void checkpoint(Message message, Store store) throws IOException {
        CheckpointWriter.Checkpoint made =
                checkpoints.write(store, getEndpoint().getComponent().nextCheckpointNumber());
        message.setBody(made.directory().toString());
        message.setHeader(MiniLsmConstants.SEQUENCE, made.sequence());
    }

    /** Returns whether the exchange will be completed later, by another thread. */
    private boolean write(MiniLsmOperation operation, Exchange exchange, Store store, AsyncCallback callback)
            throws Exception {
        if (operation == MiniLsmOperation.DELETE_RANGE) {
            RangeDeletion deletion = new RangeDeletion(options);
            WriteBatch last = deletion.run(store, ranges.named(exchange.getMessage()));
            Number deleted = deletion.written() + last.count();
            return write(new Write(operation, exchange, deleted, null), last, store, callback);
        }
        WriteBatch batch = batches.read(exchange, operation, store);
        int count = batch.count();
        if (ingested != null) {
            ingested.mark(exchange, operation, store, batch);
        }
        if (options.getResumeName() != null) {
            resume(exchange, batch, store);
        }
        JoinedWrite joined = batch.isEmpty() ? null : JoinedWrite.of(exchange, store);
        if (joined != null) {
            joined.join(batch);
        }
        boolean underWay = false;
        try {
            boolean pending = write(new Write(operation, exchange, count, joined), batch, store, callback);
            underWay = true;
            return pending;
        } finally {
            if (!underWay && joined != null) {
                joined.ended(false);
            }
        }
    }

    private void resume(Exchange exchange, WriteBatch batch, Store store) throws IOException {
        Object offset = exchange.getMessage().getHeader(Exchange.OFFSET);
        if (!(offset instanceof Resumable resumable)) {
            throw new IllegalArgumentException("offset is missing: header " + Exchange.OFFSET + " is "
                    + (offset == null ? "not set" : "of class " + offset.getClass().getName())
                    + ", expected a Resumable, as option resumeName=" + options.getResumeName() + " stores it");
        }
        MiniLsmResumeStrategy.addTo(batch, store, options.getResumeName(), resumable);
    }

    private boolean write(Write write, WriteBatch batch, Store store, AsyncCallback callback) throws Exception {
        if (batch.isEmpty()) {
            write.exchange.getMessage().setHeader(MiniLsmConstants.COUNT, write.count);
            return false;
        }
        // A route that writes again behind a write is in one of the acknowledging threads. It must not wait there for
        // another of them, as all may be waiting, so it waits for the disk itself; their number bounds these writes.
        if (options.isSynchronous() || acknowledgers.isCurrent()) {
            finish(write, store.write(batch, options.getDurability()), null);
            return false;
        }
        // The number of bytes alone is kept until the ack: the batch is a second copy of the bodies.
        long bytes = batch.dataBytes();
        CompletableFuture<Long> completion = submit(batch, store);
        if (completion.isDone()) {
            completion.whenComplete((sequence, failure) -> finish(write, sequence, failure));
            inFlight.leave(bytes);
            return false;
        }
        completion.whenCompleteAsync(
                (sequence, failure) -> {
                    finish(write, sequence, failure);
                    inFlight.leave(bytes);
                    callback.done(false);
                },
                acknowledgers);
        return true;
    }

    private CompletableFuture<Long> submit(WriteBatch batch, Store store) throws IOException, InterruptedException {
        long bytes = batch.dataBytes();
        inFlight.enter(bytes);
        try {
            // What the engine's thread runs is only the handing over to the acknowledging threads.
            return store.writeAsync(batch, options.getDurability(), Runnable::run)
                    .completion()
                    .toCompletableFuture();
        } catch (Throwable e) {
            inFlight.leave(bytes);
            throw e;
        }
    }

    /** Puts the outcome of a write on its exchange; must not throw, as the exchange would never complete. */
    private void finish(Write write, Long sequence, Throwable failure) {
        try {
            if (write.joined != null) {
                write.joined.ended(failure == null);
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause != null) {
                fail(write.operation, write.exchange, cause);
                return;
            }
            Message message = write.exchange.getMessage();
            message.setHeader(MiniLsmConstants.COUNT, write.count);
            message.setHeader(MiniLsmConstants.SEQUENCE, sequence);
            if (ingested != null) {
                message.setHeader(MiniLsmConstants.SKIPPED, false);
            }
            if (write.operation.isConditional()) {
                message.setHeader(MiniLsmConstants.APPLIED, true);
            }
        } catch (Throwable e) {
            write.exchange.setException(e);
        }
    }

    private void fail(MiniLsmOperation operation, Exchange exchange, Throwable cause) {
        if (cause instanceof ConflictException && operation != null && operation.isConditional()) {
            exchange.getMessage().setHeader(MiniLsmConstants.COUNT, 0);
            exchange.getMessage().setHeader(MiniLsmConstants.APPLIED, false);
            return;
        }
        if (cause instanceof ConflictException && ingested != null) {
            skip(exchange);
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

    /** What ingested the message before may not be durable yet, but what completes this exchange says that it is. */
    private void skip(Exchange exchange) {
        try {
            if (options.getDurability() == Durability.SYNC) {
                store().sync();
            }
            exchange.getMessage().setHeader(MiniLsmConstants.COUNT, 0);
            exchange.getMessage().setHeader(MiniLsmConstants.SKIPPED, true);
        } catch (IOException | RuntimeException e) {
            lastFailure = e;
            exchange.setException(e);
        }
    }

    /** Returns the last failure of the store itself that a message met, or null. */
    Throwable lastFailure() {
        return lastFailure;
    }

    InFlightWrites.Figures figures() {
        return inFlight.figures();
    }

    /**
     * What is said on an exchange when its write is done.
     *
     * @param count the entries written or deleted, an Integer but for DELETE_RANGE
     * @param joined what the batch has beside them; null if nothing
     */
    private record Write(MiniLsmOperation operation, Exchange exchange, Number count, JoinedWrite joined) {}
}
