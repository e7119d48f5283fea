package io.minilsm.crash;

import java.util.List;

/**
 * One write of a workload: what becomes visible and durable whole or not at all.
 *
 * @param number place in the history, from 1; also the first bytes of each value that the step writes
 * @param changes puts and deletes, in order
 */
record Step(int number, List<Change> changes) {
    /**
     * A put or a delete.
     *
     * @param space name of the key space; empty for the plain keys
     * @param key the key
     * @param value the value; null for a delete
     * @param hash of a put, see {@link Contents#hash}; of a delete 0
     */
    record Change(String space, byte[] key, byte[] value, long hash) {
        Change(String space, byte[] key, byte[] value) {
            this(space, key, value, value == null ? 0 : Contents.hash(space, key, value));
        }
    }
}
