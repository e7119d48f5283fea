package io.minilsm.bench.peer;

import java.nio.file.Path;

/**
 * What every peer is opened with, whatever it makes of it.
 *
 * @param directory where the store lives; exists
 * @param sync whether a write is acknowledged only when it is on the device; else when it survives a kill of the
 *     process
 * @param memoryBytes memory for buffers and caches together
 * @param dataBytes bytes of keys and values that will be live at most
 */
public record PeerSettings(Path directory, boolean sync, long memoryBytes, long dataBytes) {
    /** Returns the size of a write buffer: a seventh of the memory, three of them are filled at most. */
    public long bufferBytes() {
        return memoryBytes / 7;
    }

    /** Returns the size of the cache beside the write buffers: four sevenths of the memory. */
    public long cacheBytes() {
        return memoryBytes / 7 * 4;
    }
}
