package io.minilsm.cli.torture;

import java.util.concurrent.atomic.AtomicLong;

/** What was done so far. Thread-safe. */
public final class Tally {
    private final AtomicLong kills = new AtomicLong();
    private final AtomicLong inRecovery = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong stores = new AtomicLong();

    /** Counts a store that was made. */
    void store() {
        stores.incrementAndGet();
    }

    /**
     * Counts a kill whose store was judged and found right.
     *
     * @param recovering whether the process was killed while it opened the store
     * @param writes how many writes were acknowledged to it
     */
    void kill(boolean recovering, long writes) {
        acknowledged.addAndGet(writes);
        inRecovery.addAndGet(recovering ? 1 : 0);
        written.addAndGet(writes > 0 ? 1 : 0);
        kills.incrementAndGet();
    }

    /**
     * Returns the processes killed whose stores were found right, how many of them were killed while they opened the
     * store, how many had written, the acknowledged writes in all, and the stores made.
     */
    public Figures figures() {
        return new Figures(kills.get(), inRecovery.get(), written.get(), acknowledged.get(), stores.get());
    }

    /**
     * Figures of one moment.
     *
     * @param kills processes that were killed and whose stores were found right
     * @param inRecovery those that were killed while they opened the store
     * @param whileWriting those that had been acknowledged something
     * @param acknowledged acknowledged writes
     * @param stores stores that were made
     */
    public record Figures(long kills, long inRecovery, long whileWriting, long acknowledged, long stores) {}
}
