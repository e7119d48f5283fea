package io.minilsm.camel;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.Exchange;

/**
 * What of an exchange was read and cannot be read again: streams, readers and iterators. A second reading, by a
 * redelivery or a further endpoint, would find nothing or a rest, and store that; it is refused instead.
 *
 * <p>Kept in a property of the exchange, which its copies share. Weak: what was read is not kept alive by it. Streams
 * and iterators are equal to themselves only. Thread-safe, as copies may be in several threads.
 */
final class SpentBodies {
    private static final String PROPERTY = "CamelMiniLsmSpentBodies";

    private SpentBodies() {}

    /** Notes that the body is about to be read, and throws if it was before. */
    static void claim(Object body, Exchange exchange) {
        if (!of(exchange).add(body)) {
            throw new IllegalArgumentException("body was read before and cannot be read again: actual="
                    + body.getClass().getName()
                    + ", expected one that can, such as a byte[], a List, or a stream with stream caching");
        }
    }

    /** Makes the exchange ready to be copied, so that what is noted in a copy is known here. */
    @SuppressWarnings("unchecked")
    static Set<Object> of(Exchange exchange) {
        Set<Object> spent = exchange.getProperty(PROPERTY, Set.class);
        if (spent == null) {
            spent = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
            exchange.setProperty(PROPERTY, spent);
        }
        return spent;
    }
}
