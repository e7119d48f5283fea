package io.minilsm.bench.peer;

/**
 * One thread's way to read a store. A get sees what was acknowledged before it; the walks may all see one moment, that
 * of the first of them.
 */
public interface PeerReader extends AutoCloseable {
    /** Copies the value into the start of {@code target}; returns its length, or -1 if there is no such key. */
    int get(byte[] key, byte[] target) throws Exception;

    /** Adds all entries from the first to the last to the fold; returns their number. */
    long walkForward(Fold fold) throws Exception;

    /** Adds all entries from the last to the first to the fold; returns their number, or -1 if it cannot do that. */
    long walkBackward(Fold fold) throws Exception;

    /** Adds at most {@code limit} entries from the first at or behind the key to the fold; returns their number. */
    int walkFrom(byte[] key, int limit, Fold fold) throws Exception;

    @Override
    void close() throws Exception;
}
