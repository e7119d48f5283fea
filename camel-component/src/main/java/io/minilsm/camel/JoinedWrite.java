package io.minilsm.camel;

import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * What marks a consumed message as processed, to be written in the batch that its route writes to the same store. On
 * the exchange as a property, from the consumer to the producer. Thread-safe.
 */
final class JoinedWrite {
    /** Property of the exchange. */
    static final String PROPERTY = "CamelMiniLsmJoinedWrite";

    private enum Progress {
        OPEN,
        JOINED,
        WRITTEN,
        EXPIRED
    }

    private final Store store;
    private final Consumer<WriteBatch> mark;

    // Guarded by this.
    private Progress progress = Progress.OPEN;

    JoinedWrite(Store store, Consumer<WriteBatch> mark) {
        this.store = store;
        this.mark = mark;
    }

    /** Returns what the exchange brings along for that store; null if nothing. */
    static JoinedWrite of(Exchange exchange, Store store) {
        Object found = exchange.getProperty(PROPERTY);
        return found instanceof JoinedWrite joined && joined.store == store ? joined : null;
    }

    /**
     * Adds the mark to the batch, which is to be written whole or not at all. Does nothing once the consumer is through
     * with the message: a copy of it that another thread still works on must not take the consumer back.
     */
    synchronized void join(WriteBatch batch) {
        if (progress == Progress.EXPIRED) {
            return;
        }
        if (progress != Progress.OPEN) {
            throw new IllegalStateException("second write of a message that was consumed with transacted=true: a crash"
                    + " between the two would lose this one; write once, as one batch");
        }
        mark.accept(batch);
        progress = Progress.JOINED;
    }

    /** Takes note of what became of the batch. */
    synchronized void ended(boolean written) {
        if (progress == Progress.JOINED) {
            progress = written ? Progress.WRITTEN : Progress.OPEN;
        }
    }

    /** Ends the message for the consumer; returns whether its mark was written. */
    synchronized boolean expire() {
        boolean written = progress == Progress.WRITTEN;
        progress = Progress.EXPIRED;
        return written;
    }
}
