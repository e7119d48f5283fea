package io.minilsm.api;

import java.io.IOException;

/**
 * An earlier write or force of the log, the manifest or a table failed, so that this process can no longer know what
 * is on the disk. The outcome of the writes in flight is unknown; reads go on; close the store and open it again to
 * have the disk judged.
 */
public class StorePoisonedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public StorePoisonedException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public StorePoisonedException(String message, Throwable cause) {
        super(message, cause);
    }
}
