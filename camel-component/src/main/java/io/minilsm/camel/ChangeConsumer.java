package io.minilsm.camel;

import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.History;
import io.minilsm.api.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Delivers the changes of the plain keys of a store, or of those that begin with the endpoint's {@code keyPrefix}, in
 * the order of commits. A change that fails is delivered again, and nothing behind it before that.
 */
final class ChangeConsumer extends MiniLsmConsumer {
    /** So many changes of others are passed over in memory before the cursor is stored: each storing is a change. */
    private static final int MAX_PASSED_OVER = 10_000;

    // Guarded by the poll.
    private ChangeFeed feed;
    private DurableCursor cursor;
    private String claimed;
    private long processed;
    private boolean hasUnstored;
    private int passedOver;

    ChangeConsumer(MiniLsmEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    void open(Store store) throws Exception {
        claimed = getEndpoint().getComponent().claimCursor(getEndpoint(), store.directory(), options().getCursor());
        keepHistory(store);
        cursor = new DurableCursor(
                store, options().getCursor(), getEndpoint().getConfiguration().getDurability());
        processed = cursor.read();
        if (processed < 0) {
            History history = store.history().orElseThrow();
            processed = options().getCursorStart() == MiniLsmCursorStart.EARLIEST
                    ? history.firstSequence() - 1
                    : store.visibleSequence();
            cursor.write(processed);
        }
        feed = store.changes(processed + 1);
    }

    private void keepHistory(Store store) throws IOException {
        Duration age = options().getHistoryAge() == 0 ? null : Duration.ofMillis(options().getHistoryAge());
        History kept = store.history().orElse(null);
        if (kept == null) {
            store.keepHistory(options().historyBytesOrDefault(), age);
        } else if (options().getHistoryBytes() != null && options().getHistoryBytes() > kept.maxBytes()) {
            store.keepHistory(options().getHistoryBytes(), kept.maxAge());
        }
    }

    @Override
    void release() throws Exception {
        if (claimed != null) {
            getEndpoint().getComponent().releaseCursor(claimed);
            claimed = null;
        }
        rewind();
    }

    @Override
    int poll(Store store) throws Exception {
        if (feed == null) {
            feed = store.changes(processed + 1);
        }
        boolean done = false;
        try {
            int count = options().isConsumeBatch() ? deliverTogether(store) : deliverOneByOne(store);
            done = true;
            return count;
        } finally {
            if (!done) {
                rewind();
            }
            if (hasUnstored || passedOver >= MAX_PASSED_OVER) {
                cursor.write(processed);
                hasUnstored = false;
                passedOver = 0;
            }
        }
    }

    /** Has the next poll begin at what is not processed. */
    private void rewind() throws IOException {
        ChangeFeed closing = feed;
        feed = null;
        if (closing != null) {
            closing.close();
        }
    }

    private int deliverOneByOne(Store store) throws Exception {
        int count = 0;
        while (count < options().getMaxMessagesPerPoll() && isWanted()) {
            Change change = nextOwn();
            if (change == null) {
                break;
            }
            if (!deliver(exchangeOf(change), store, change.sequence())) {
                return 0; // The next poll is due after a while: what failed just now would fail again.
            }
            count++;
        }
        return count;
    }

    private int deliverTogether(Store store) throws Exception {
        List<Exchange> together = new ArrayList<>();
        long last = 0;
        long bytes = 0;
        int mostBytes = getEndpoint().getConfiguration().getMaxBodyBytes();
        while (together.size() < options().getMaxMessagesPerPoll() && bytes < mostBytes && isWanted()) {
            Change change = nextOwn();
            if (change == null) {
                break;
            }
            together.add(exchangeOf(change));
            last = change.sequence();
            bytes += change.key().length + (change.value() == null ? 0 : change.value().length);
        }
        if (together.isEmpty()) {
            return 0;
        }
        return deliver(exchangeOf(together), store, last) ? together.size() : 0;
    }

    /** Returns whether to go on behind the exchange; if not, the feed begins anew at what is not processed. */
    private boolean deliver(Exchange exchange, Store store, long sequence) throws Exception {
        Outcome outcome = deliver(exchange, store, batch -> cursor.addTo(batch, sequence));
        if (outcome == Outcome.FAILED) {
            rewind();
            return false;
        }
        processed = sequence;
        passedOver = 0;
        hasUnstored = outcome != Outcome.MARKED;
        return true;
    }

    /** Returns the next change of this endpoint's keys, or null; steps over the others. */
    private Change nextOwn() throws IOException {
        byte[] prefix = keys().all().from();
        boolean nothingWaits = processed == feed.position();
        for (Change change = feed.next(); change != null; change = feed.next()) {
            if (change.keySpace().isEmpty() && (prefix == null || startsWith(change.key(), prefix))) {
                return change;
            }
            if (nothingWaits) {
                processed = change.sequence();
                passedOver++;
            }
        }
        return null;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private Exchange exchangeOf(Change change) throws Exception {
        Exchange exchange = exchangeOf(change.key(), change.value());
        exchange.getMessage().setHeader(MiniLsmConstants.SEQUENCE, change.sequence());
        exchange.getMessage().setHeader(MiniLsmConstants.CHANGE, change.isDelete() ? "DELETE" : "PUT");
        exchange.getMessage().setHeader(MiniLsmConstants.BATCH_END, change.isBatchEnd());
        return exchange;
    }
}
