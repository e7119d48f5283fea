package io.minilsm.internal.db;

import java.io.IOException;

/**
 * Durability without a log: what is appended is only in the memtable, and a force flushes it to a table. Thread-safe.
 */
final class FlushLog implements CommitLog {
    /** Makes everything so far as durable as it gets and says up to which sequence. */
    @FunctionalInterface
    interface Flush {
        long run() throws IOException;
    }

    private final Flush flush;

    FlushLog(Flush flush) {
        this.flush = flush;
    }

    @Override
    public int payloadChecksum(byte[] payload, int length) {
        return 0;
    }

    @Override
    public void append(
            long firstSequence, int count, byte[] payload, int length, int payloadChecksum, boolean toOs) {}

    @Override
    public void flush() {}

    @Override
    public long force() throws IOException {
        return flush.run();
    }
}
