package io.minilsm.camel;

import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Polls a store and hands what it finds to a route, one message after the other in the thread that polls. Holds a lease
 * of the store from start to stop. What is a message, and how it is marked as processed, is for the subclasses.
 */
public abstract class MiniLsmConsumer extends ScheduledPollConsumer {
    /** Held by a poll and by who ends what polls use. */
    private final Object polling = new Object();

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    // Set by doInit.
    private KeyCodec keys;
    private ValueCodec values;

    // Set by doStart, cleared by doStop.
    private volatile StoreLease lease;

    MiniLsmConsumer(MiniLsmEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public MiniLsmEndpoint getEndpoint() {
        return (MiniLsmEndpoint) super.getEndpoint();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        MiniLsmConfiguration options = getEndpoint().getConfiguration();
        keys = new KeyCodec(options.getKeyType(), options.getKeyPrefix());
        values = getEndpoint().newValueCodec();
    }

    @Override
    protected void doStart() throws Exception {
        StoreLease acquired = getEndpoint().getComponent().lease(getEndpoint());
        boolean started = false;
        try {
            lease = acquired;
            open(acquired.store());
            super.doStart();
            getEndpoint().started(this);
            started = true;
        } finally {
            if (!started) {
                lease = null;
                release();
                acquired.close();
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        getEndpoint().stopped(this);
        StoreLease releasing;
        synchronized (polling) {
            releasing = lease;
            lease = null;
            release();
        }
        if (releasing != null) {
            releasing.close();
        }
    }

    @Override
    protected int poll() throws Exception {
        synchronized (polling) {
            StoreLease held = lease;
            return held == null ? 0 : poll(held.store());
        }
    }

    /** Gets ready to poll. */
    abstract void open(Store store) throws Exception;

    /** Lets go of what {@link #open} took, as far as it got. */
    abstract void release() throws Exception;

    /** Delivers what there is, up to the bound of a poll; returns how many messages that were. */
    abstract int poll(Store store) throws Exception;

    /** Returns whether a poll is to go on. */
    final boolean isWanted() {
        return isRunAllowed() && !isSuspendingOrSuspended();
    }

    final KeyCodec keys() {
        return keys;
    }

    final MiniLsmConsumerConfiguration options() {
        return getEndpoint().getConsumerConfiguration();
    }

    /** Returns an exchange with the key, and the value as its body. */
    final Exchange exchangeOf(byte[] key, byte[] value) throws Exception {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setHeader(MiniLsmConstants.KEY, keys.decode(key));
        exchange.getMessage().setBody(value == null ? null : values.decode(value, exchange));
        return exchange;
    }

    /** Returns one exchange whose body is the list of the others. */
    final Exchange exchangeOf(List<Exchange> exchanges) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(exchanges);
        exchange.getMessage().setHeader(MiniLsmConstants.COUNT, exchanges.size());
        return exchange;
    }

    /**
     * Has the route process the exchange; returns what became of it.
     *
     * @param mark what marks it as processed, for a route that writes it along
     */
    final Outcome deliver(Exchange exchange, Store store, Consumer<WriteBatch> mark) throws Exception {
        JoinedWrite joined = options().isTransacted() ? new JoinedWrite(store, mark) : null;
        exchange.setProperty(JoinedWrite.PROPERTY, joined);
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        boolean isMarked = joined != null && joined.expire();
        delivered.incrementAndGet();
        Exception failure = exchange.getException();
        boolean isFailed = exchange.isFailed() || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        releaseExchange(exchange, false);
        if (isFailed) {
            failed.incrementAndGet();
            getExceptionHandler().handleException("message consumed from a store failed", exchange, failure);
            // What was written is processed, whatever failed behind it.
            return isMarked ? Outcome.MARKED : Outcome.FAILED;
        }
        return isMarked ? Outcome.MARKED : Outcome.PROCESSED;
    }

    long delivered() {
        return delivered.get();
    }

    long failed() {
        return failed.get();
    }

    /** Returns the store, or null if this consumer is stopped. */
    Store storeIfOpen() {
        StoreLease held = lease;
        return held == null ? null : held.store();
    }

    /** What became of a message. */
    enum Outcome {
        /** It is still to be processed. */
        FAILED,
        /** It is processed, and the store does not know that yet. */
        PROCESSED,
        /** It is processed, and the store knows. */
        MARKED
    }
}
