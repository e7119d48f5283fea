package io.minilsm.api;

/**
 * A pinned point in the order of writes: reads through it see every write up to {@link #sequence()} and none behind.
 * Thread-safe. Holds space on disk and in memory until closed; closing twice is harmless.
 */
public interface Snapshot extends AutoCloseable {
    /** Returns the sequence of the last write that this snapshot sees. */
    long sequence();

    @Override
    void close();
}
