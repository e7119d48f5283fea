package io.minilsm.api;

import java.util.concurrent.CompletionStage;

/** The outcome of a write that was handed in without waiting. Thread-safe. */
public interface WriteHandle {
    /** Returns the sequence of the batch's last entry. */
    long sequence();

    /**
     * Returns the stage that completes with {@link #sequence()} once the write has the durability that was asked for,
     * or exceptionally with an {@link java.io.IOException}. It completes on the executor given with the write.
     */
    CompletionStage<Long> completion();
}
