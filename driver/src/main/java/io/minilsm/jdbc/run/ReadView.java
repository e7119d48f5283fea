package io.minilsm.jdbc.run;

import io.minilsm.api.KeySpace;
import io.minilsm.api.Snapshot;
import java.io.IOException;

/**
 * What a statement sees.
 *
 * @param space the table
 * @param snapshot as of when; null for now
 * @param overlay the transaction's own writes; null if there are none
 * @param mark the statement up to which own writes are seen
 */
record ReadView(KeySpace space, Snapshot snapshot, Overlay overlay, long mark) {
    /** Returns the value of the key, or null if there is none. */
    byte[] get(byte[] key) throws IOException {
        if (overlay != null) {
            Overlay.Version own = overlay.get(key, mark);
            if (own != null) {
                return own.value;
            }
        }
        return snapshot == null ? space.get(key) : space.get(key, snapshot);
    }
}
