package io.minilsm.bench.peer;

/**
 * An open store under measurement. Writes may come from several threads at once. Arrays that are passed in are the
 * caller's and are used again: who keeps them copies them.
 */
public interface Peer extends AutoCloseable {
    /** Stores the value, acknowledged at the durability that the store was opened with. */
    void put(byte[] key, byte[] value) throws Exception;

    /** Removes the key, acknowledged as a put. */
    void delete(byte[] key) throws Exception;

    /** Stores the first {@code count} entries, all or none, with one acknowledgement. */
    void putBatch(byte[][] keys, byte[][] values, int count) throws Exception;

    /** Returns how often the log was forced since the store was opened for durable puts; -1 if it does not tell. */
    default long logForces() {
        return -1;
    }

    /** Returns a reader for one thread. */
    PeerReader reader() throws Exception;

    @Override
    void close() throws Exception;
}
