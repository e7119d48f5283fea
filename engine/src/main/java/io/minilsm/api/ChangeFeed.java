package io.minilsm.api;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads the changes of a store in the order in which they were committed, up to what is durable and no further: what a
 * feed has given is there after any crash. Holds one batch in memory. For one thread at a time; holds no writer up.
 *
 * <p>A feed does not keep the history that it has yet to read from being let go: it then ends with
 * {@link HistoryGoneException}.
 */
public interface ChangeFeed extends Closeable {
    /**
     * Returns the next change, or null if there is none that is durable now: ask again later.
     *
     * @throws HistoryGoneException if changes that were not read yet are gone
     * @throws CorruptionException if the log is damaged where the next change should be
     */
    Change next() throws IOException;

    /** Returns the sequence of the last change that was returned; one less than asked for before the first. */
    long position();

    @Override
    void close() throws IOException;
}
