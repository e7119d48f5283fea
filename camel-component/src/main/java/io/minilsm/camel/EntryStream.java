package io.minilsm.camel;

import io.minilsm.api.Cursor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Entries of a range as one moment had them, read one by one as they are asked for. Closed by the exchange that it is
 * the body of, or when it has come to its end. Thread-safe.
 */
final class EntryStream extends SynchronizationAdapter implements Iterator<MiniLsmEntry>, Closeable {
    private final Cursor cursor;
    private final boolean reverse;
    private final Decoder decoder;

    // Guarded by this.
    private long left;
    private boolean closed;
    private MiniLsmEntry next;

    /** Makes an entry of stored bytes. */
    @FunctionalInterface
    interface Decoder {
        MiniLsmEntry decode(Map.Entry<byte[], byte[]> stored) throws IOException;
    }

    EntryStream(Cursor cursor, boolean reverse, long limit, Decoder decoder) {
        this.cursor = cursor;
        this.reverse = reverse;
        this.decoder = decoder;
        left = limit;
    }

    @Override
    public synchronized boolean hasNext() {
        if (next != null) {
            return true;
        }
        if (closed) {
            return false;
        }
        try {
            if (left > 0 && (reverse ? cursor.prev() : cursor.next())) {
                left--;
                next = decoder.decode(new SimpleImmutableEntry<>(cursor.key(), cursor.value()));
                return true;
            }
            close();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized MiniLsmEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no entry is left");
        }
        MiniLsmEntry entry = next;
        next = null;
        return entry;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            cursor.close();
        }
    }

    @Override
    public void onDone(Exchange exchange) {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
