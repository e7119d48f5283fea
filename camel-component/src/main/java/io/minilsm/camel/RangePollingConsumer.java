package io.minilsm.camel;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PollingConsumerSupport;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Gives the entries of a range one at a time to who asks for them, as pollEnrich and consumer templates do. Behind the
 * last it says once that there is none, then it begins again. Thread-safe.
 */
final class RangePollingConsumer extends PollingConsumerSupport {
    private final MiniLsmEndpoint endpoint;

    // Set by doInit.
    private KeyCodec keys;
    private ValueCodec values;

    // Set by doStart, cleared by doStop.
    private volatile StoreLease lease;

    // Guarded by this.
    private final Set<ByteBuffer> inProgress = new HashSet<>();
    private byte[] last; // Null to begin a round.

    RangePollingConsumer(MiniLsmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        MiniLsmConfiguration options = endpoint.getConfiguration();
        keys = new KeyCodec(options.getKeyType(), options.getKeyPrefix());
        values = endpoint.newValueCodec();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lease = endpoint.getComponent().lease(endpoint);
    }

    @Override
    protected void doStop() throws Exception {
        StoreLease releasing = lease;
        lease = null;
        if (releasing != null) {
            releasing.close();
        }
        super.doStop();
    }

    @Override
    public Exchange receive() {
        return receive(Long.MAX_VALUE);
    }

    @Override
    public Exchange receive(long timeoutMillis) {
        long start = System.nanoTime();
        while (true) {
            Exchange exchange = receiveNoWait();
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (exchange != null || waited >= timeoutMillis || !isRunAllowed()) {
                return exchange;
            }
            try {
                Thread.sleep(Math.min(Math.max(1, endpoint.getDelay()), timeoutMillis - waited));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    @Override
    public Exchange receiveNoWait() {
        StoreLease held = lease;
        if (held == null) {
            throw new IllegalStateException("consumer is stopped: endpoint=" + endpoint);
        }
        try {
            return next(held.store());
        } catch (IOException e) {
            throw new RuntimeCamelException(e);
        }
    }

    private synchronized Exchange next(Store store) throws IOException {
        Range range = new RangeSource(endpoint.getConfiguration(), keys).of();
        boolean reverse = endpoint.getConfiguration().isScanReverse();
        try (Cursor cursor = store.cursor(range)) {
            boolean found = last == null
                    ? (reverse ? cursor.seekToLast() : cursor.seekToFirst())
                    : behindLast(cursor, reverse);
            for (; found; found = reverse ? cursor.prev() : cursor.next()) {
                if (inProgress.add(ByteBuffer.wrap(cursor.key()))) {
                    last = cursor.key();
                    return exchangeOf(cursor.key(), cursor.value(), store);
                }
            }
            last = null;
            return null;
        }
    }

    private boolean behindLast(Cursor cursor, boolean reverse) throws IOException {
        boolean found = reverse ? cursor.seekForPrev(last) : cursor.seek(last);
        return found && Arrays.equals(cursor.key(), last) ? (reverse ? cursor.prev() : cursor.next()) : found;
    }

    private Exchange exchangeOf(byte[] key, byte[] value, Store store) throws IOException {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setHeader(MiniLsmConstants.KEY, keys.decode(key));
        exchange.getMessage().setBody(values.decode(value, exchange));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange completed) {
                processed(key, value, store);
            }

            @Override
            public void onDone(Exchange done) {
                ended(key);
            }
        });
        return exchange;
    }

    /** A value that came meanwhile is another message. */
    private void processed(byte[] key, byte[] value, Store store) {
        if (!endpoint.getConsumerConfiguration().isDeleteProcessed()) {
            return;
        }
        try {
            store.compareAndSet(key, value, null, endpoint.getConfiguration().getDurability());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void ended(byte[] key) {
        inProgress.remove(ByteBuffer.wrap(key));
    }
}
