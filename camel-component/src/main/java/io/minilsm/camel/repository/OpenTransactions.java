package io.minilsm.camel.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;

/**
 * What a running transaction keeps on the exchange of a group, in memory for as long as the group is as it was written:
 * a transaction does not outlive its process, and so neither does this. Thread-safe.
 */
final class OpenTransactions {
    /** Groups within transactions are few and short-lived; what is forgotten is only that there was a transaction. */
    private static final int MAX_GROUPS = 10_000;

    // Guarded by this.
    private final Map<String, Transacted> groups = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Transacted> eldest) {
            return size() > MAX_GROUPS;
        }
    };

    private record Transacted(UUID version, Object data) {}

    /** Takes note of the exchange that was written as the group. */
    synchronized void wrote(String key, UUID version, Exchange exchange) {
        if (exchange.isTransacted()) {
            groups.put(key, new Transacted(version, exchange.getProperty(Exchange.TRANSACTION_CONTEXT_DATA)));
        } else {
            groups.remove(key);
        }
    }

    /** Puts the exchange that was read back into the transaction that wrote it, if that is the one of the version. */
    synchronized void restore(String key, UUID version, Exchange exchange) {
        Transacted transacted = groups.get(key);
        if (transacted != null && transacted.version.equals(version)) {
            exchange.getExchangeExtension().setTransacted(true);
            exchange.setProperty(Exchange.TRANSACTION_CONTEXT_DATA, transacted.data);
        }
    }

    /** Forgets the group. */
    synchronized void ended(String key) {
        groups.remove(key);
    }
}
