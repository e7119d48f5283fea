package io.minilsm.api;

/**
 * One entry that was written to a store: a put or a delete, in the order of writes. The arrays are the receiver's.
 *
 * @param sequence place in the order of all writes
 * @param batchEnd sequence of the last entry of the batch that this one was written in
 * @param keySpace name of the key space, empty for the store's plain keys
 * @param key the key
 * @param value the value; null if the key was deleted
 */
public record Change(long sequence, long batchEnd, String keySpace, byte[] key, byte[] value) {
    /** Returns whether the key was deleted. */
    public boolean isDelete() {
        return value == null;
    }

    /** Returns whether this is the last entry of its batch. */
    public boolean isBatchEnd() {
        return sequence == batchEnd;
    }
}
