package io.minilsm.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.minilsm.api.Condition;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.BaseStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.ExchangeHelper;

/**
 * Reads a message into the batch that is to be written: one entry, or one for each element of the body. Immutable.
 *
 * <p>The whole body is read, and every bound checked, before anything is written.
 */
final class BatchReader {
    private final MiniLsmConfiguration options;
    private final KeySource keys;
    private final KeyCodec keyCodec;
    private final ValueCodec values;

    BatchReader(MiniLsmConfiguration options, KeySource keys, KeyCodec keyCodec, ValueCodec values) {
        this.options = options;
        this.keys = keys;
        this.keyCodec = keyCodec;
        this.values = values;
    }

    /** Returns the batch that does the operation with the message's body. */
    WriteBatch read(Exchange exchange, MiniLsmOperation operation, Store store) throws IOException {
        Object body = exchange.getMessage().getBody();
        WriteBatch batch = new WriteBatch();
        if (operation == MiniLsmOperation.COMPARE_AND_SET) {
            compareAndSet(exchange, body, store, batch);
            return batch;
        }
        Iterator<?> elements = elementsOf(body, exchange);
        if (elements == null) {
            addOne(exchange, operation, store, batch);
            return batch;
        }
        try {
            addAll(elements, exchange, operation, store, batch);
        } finally {
            close(body);
        }
        return batch;
    }

    /** Returns the keys that the message names: one, or one for each element of the body. */
    List<byte[]> readKeys(Exchange exchange) throws IOException {
        Object body = exchange.getMessage().getBody();
        Iterator<?> elements = elementsOf(body, exchange);
        if (elements == null) {
            return List.of(keys.namedOrBody(exchange));
        }
        List<byte[]> wanted = new ArrayList<>();
        try {
            Holder holder = new Holder(exchange);
            long bytes = 0;
            while (elements.hasNext()) {
                checkCount(wanted.size());
                byte[] key = keyOf(elements.next(), holder);
                bytes += key.length;
                BoundedOutput.check("list of keys", bytes, options.getMaxBodyBytes(), "maxBodyBytes");
                wanted.add(key);
            }
        } finally {
            close(body);
        }
        return wanted;
    }

    private byte[] keyOf(Object element, Holder holder) throws IOException {
        return element instanceof Map.Entry<?, ?> entry
                ? keyCodec.encode(entry.getKey())
                : keys.namedOrBody(holder.exchangeOf(element));
    }

    /** Iterators over files and streams of the collections library are closed by who reads them. */
    private static void close(Object body) throws IOException {
        if (body instanceof BaseStream<?, ?> stream) {
            stream.close();
        } else if (body instanceof Iterator<?> && body instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private void compareAndSet(Exchange exchange, Object body, Store store, WriteBatch batch) throws IOException {
        byte[] key = keys.named(exchange);
        Object expected = exchange.getMessage().getHeader(MiniLsmConstants.EXPECTED_VALUE);
        batch.require(
                expected == null
                        ? Condition.absent(store, key)
                        : Condition.equalTo(store, key, values.encode(expected, exchange)));
        put(key, body, exchange, batch);
    }

    private Iterator<?> elementsOf(Object body, Exchange exchange) {
        MiniLsmBatching wanted = options.getBatch();
        if (wanted == MiniLsmBatching.NEVER) {
            return null;
        }
        if (body instanceof Map<?, ?> map) {
            return wanted == MiniLsmBatching.ALWAYS || !keys.isNamed(exchange)
                    ? map.entrySet().iterator()
                    : null;
        }
        if (body instanceof Object[] array) {
            return Arrays.asList(array).iterator();
        }
        if (body instanceof Iterator<?> iterator) {
            SpentBodies.claim(body, exchange);
            return iterator;
        }
        if (body instanceof BaseStream<?, ?> stream) {
            SpentBodies.claim(body, exchange);
            return stream.iterator();
        }
        // These are one thing each, though they can be walked through.
        if (body instanceof Iterable<?> iterable && !(body instanceof Path) && !(body instanceof JsonNode)) {
            return iterable.iterator();
        }
        if (wanted == MiniLsmBatching.ALWAYS) {
            throw new IllegalArgumentException("body is not a batch: option batch=ALWAYS, actual="
                    + (body == null ? "null" : body.getClass().getName()) + ", expected a List, Map or Iterable");
        }
        return null;
    }

    private void addOne(Exchange exchange, MiniLsmOperation operation, Store store, WriteBatch batch)
            throws IOException {
        Object body = exchange.getMessage().getBody();
        if (isElement(body)) {
            addElement(body, new Holder(exchange), operation, store, batch);
        } else if (operation == MiniLsmOperation.DELETE) {
            batch.delete(keys.namedOrBody(exchange));
        } else {
            byte[] key = keys.named(exchange);
            require(operation, store, key, batch);
            put(key, body, exchange, batch);
        }
    }

    private static boolean isElement(Object body) {
        return body instanceof Exchange || body instanceof Message || body instanceof Map.Entry<?, ?>;
    }

    private void addAll(
            Iterator<?> elements, Exchange exchange, MiniLsmOperation operation, Store store, WriteBatch batch)
            throws IOException {
        Holder holder = new Holder(exchange);
        while (elements.hasNext()) {
            int index = batch.count();
            checkCount(index);
            Object element = elements.next();
            try {
                addElement(element, holder, operation, store, batch);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "element " + index + " of the batch refused, nothing was written: " + e.getMessage()
                                + hint(element, exchange),
                        e);
            }
            BoundedOutput.check("batch", batch.dataBytes(), options.getMaxBodyBytes(), "maxBodyBytes");
        }
    }

    private void checkCount(int count) {
        if (count >= options.getMaxBatchEntries()) {
            throw new IllegalArgumentException("batch too large: actual at least " + (count + 1)
                    + " elements, expected at most " + options.getMaxBatchEntries() + " (option maxBatchEntries)");
        }
    }

    /** Who set the header for a body that happens to be a List is told what it was taken for. */
    private String hint(Object element, Exchange exchange) {
        boolean meantAsOne = element != null
                && !isElement(element)
                && !keys.hasExpression()
                && exchange.getMessage().getHeader(MiniLsmConstants.KEY) != null;
        return meantAsOne
                ? "; the header of the message is not the key of its elements, with option batch=NEVER the body is"
                        + " one value"
                : "";
    }

    private void addElement(Object element, Holder holder, MiniLsmOperation operation, Store store, WriteBatch batch)
            throws IOException {
        if (element instanceof Map.Entry<?, ?> entry) {
            add(keyCodec.encode(entry.getKey()), entry.getValue(), holder.original, operation, store, batch);
            return;
        }
        Exchange exchange = holder.exchangeOf(element);
        Object value = exchange.getMessage().getBody();
        byte[] key = operation == MiniLsmOperation.DELETE ? keys.namedOrBody(exchange) : keys.named(exchange);
        add(key, value, exchange, operation, store, batch);
    }

    private void add(
            byte[] key, Object value, Exchange exchange, MiniLsmOperation operation, Store store, WriteBatch batch)
            throws IOException {
        if (operation == MiniLsmOperation.DELETE) {
            batch.delete(key);
        } else {
            require(operation, store, key, batch);
            put(key, value, exchange, batch);
        }
    }

    private void put(byte[] key, Object value, Exchange exchange, WriteBatch batch) throws IOException {
        batch.put(key, values.encode(value, exchange));
    }

    private static void require(MiniLsmOperation operation, Store store, byte[] key, WriteBatch batch) {
        if (operation == MiniLsmOperation.PUT_IF_ABSENT) {
            batch.require(Condition.absent(store, key));
        }
    }

    /** Makes exchanges of the elements of one batch, so that the key expression can be asked. For one thread. */
    private static final class Holder {
        private final Exchange original;
        private Exchange copy;

        Holder(Exchange original) {
            this.original = original;
        }

        /** Returns an exchange that has the element as its message, valid until the next call. */
        Exchange exchangeOf(Object element) {
            if (element == null) {
                throw new IllegalArgumentException("it is null");
            }
            if (element instanceof Exchange exchange) {
                return exchange;
            }
            if (copy == null) {
                SpentBodies.of(original);
                copy = ExchangeHelper.createCopy(original, false);
                // The header names the key of one message, not of each of its elements.
                copy.getMessage().removeHeader(MiniLsmConstants.KEY);
            }
            if (element instanceof Message message) {
                Exchange own = ExchangeHelper.createCopy(copy, false);
                own.setMessage(message.copy());
                return own;
            }
            copy.getMessage().setBody(element);
            return copy;
        }
    }
}
