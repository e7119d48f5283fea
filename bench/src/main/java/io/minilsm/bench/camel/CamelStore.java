package io.minilsm.bench.camel;

import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.IdempotentRepository;

/** One store behind a route. What it cannot do is null. */
interface CamelStore extends AutoCloseable {
    /** Returns the header that its endpoint takes the key from. */
    default String keyHeader() {
        return "key";
    }

    /** Returns the address of an endpoint that stores the body under the key; an empty text is none at all. */
    default String endpoint() {
        return null;
    }

    /** Returns the address of an endpoint that stores each element of the body. */
    default String listEndpoint() {
        return null;
    }

    /** Returns an element of such a body. */
    default Object element(String key, byte[] value) {
        throw new UnsupportedOperationException("no lists");
    }

    /** Returns a new repository of groups. */
    default AggregationRepository aggregation() {
        return null;
    }

    /** Returns a new repository of ids. */
    default IdempotentRepository idempotent() {
        return null;
    }

    /** Returns the number of entries that are stored; called when the routes have stopped. -1 if nobody knows. */
    long entries() throws Exception;

    @Override
    default void close() throws Exception {
        // Most hold nothing beside what the context closes.
    }
}
