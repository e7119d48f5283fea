package io.minilsm.camel;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Delivers the entries of a range in the order of their keys, a batch at each poll, and begins again behind the last.
 * With {@code deleteProcessed} it is a queue: what was processed goes, what failed is tried again in the next round.
 */
final class RangeConsumer extends MiniLsmConsumer {
    // Guarded by the poll.
    private byte[] from; // Null to begin a round.

    RangeConsumer(MiniLsmEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    private record Entry(byte[] key, byte[] value) {}

    @Override
    void open(Store store) {
        from = null;
    }

    @Override
    void release() {}

    @Override
    int poll(Store store) throws Exception {
        List<Entry> entries = read(store);
        if (options().isConsumeBatch() && !entries.isEmpty()) {
            return again(deliverTogether(entries, store) ? entries.size() : 0);
        }
        int count = 0;
        for (Entry entry : entries) {
            if (!isWanted()) {
                from = entry.key;
                break;
            }
            count += deliver(entry, store) ? 1 : 0;
        }
        return again(count);
    }

    /** Returns the count that has the next poll follow at once: within a round, or when the queue moved on. */
    private int again(int processed) {
        return from != null || options().isDeleteProcessed() ? processed : 0;
    }

    /** Returns the next entries; the bound of a poll is in number and bytes, but for the first. */
    private List<Entry> read(Store store) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Range range = new RangeSource(getEndpoint().getConfiguration(), keys()).of();
        boolean reverse = getEndpoint().getConfiguration().isScanReverse();
        long bytes = 0;
        try (Cursor cursor = store.cursor(range)) {
            boolean found = from == null
                    ? (reverse ? cursor.seekToLast() : cursor.seekToFirst())
                    : (reverse ? cursor.seekForPrev(from) : cursor.seek(from));
            from = null;
            while (found) {
                if (entries.size() == options().getMaxMessagesPerPoll()
                        || bytes >= getEndpoint().getConfiguration().getMaxBodyBytes()) {
                    from = cursor.key();
                    break;
                }
                Entry entry = new Entry(cursor.key(), cursor.value());
                bytes += (long) entry.key.length + entry.value.length;
                entries.add(entry);
                found = reverse ? cursor.prev() : cursor.next();
            }
        }
        return entries;
    }

    /** Returns whether the entry was processed. */
    private boolean deliver(Entry entry, Store store) throws Exception {
        Outcome outcome = deliver(exchangeOf(entry.key, entry.value), store, batch -> {
            if (options().isDeleteProcessed()) {
                batch.delete(entry.key);
            }
        });
        if (outcome == Outcome.PROCESSED && options().isDeleteProcessed()) {
            // A value that came meanwhile is another message.
            store.compareAndSet(entry.key, entry.value, null, getEndpoint().getConfiguration().getDurability());
        }
        return outcome != Outcome.FAILED;
    }

    private boolean deliverTogether(List<Entry> entries, Store store) throws Exception {
        List<Exchange> together = new ArrayList<>();
        for (Entry entry : entries) {
            together.add(exchangeOf(entry.key, entry.value));
        }
        Outcome outcome = deliver(exchangeOf(together), store, batch -> {
            if (options().isDeleteProcessed()) {
                entries.forEach(entry -> batch.delete(entry.key));
            }
        });
        if (outcome == Outcome.PROCESSED && options().isDeleteProcessed()) {
            for (Entry entry : entries) {
                store.compareAndSet(entry.key, entry.value, null, getEndpoint().getConfiguration().getDurability());
            }
        }
        return outcome != Outcome.FAILED;
    }
}
