package io.minilsm.internal.db;

/** The sequence of the last write that readers see. Published in order by one writer at a time; read by any. */
final class VisibleSequence {
    private volatile long sequence;

    VisibleSequence(long sequence) {
        this.sequence = sequence;
    }

    long get() {
        return sequence;
    }

    /** Shows everything up to the sequence; the caller holds the commit lock. */
    void publish(long newSequence) {
        sequence = newSequence;
    }
}
