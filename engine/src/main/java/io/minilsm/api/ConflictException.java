package io.minilsm.api;

import java.io.IOException;

/**
 * A condition of a batch did not hold when its turn came; nothing of the batch was written. The message names the
 * key.
 */
public class ConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public ConflictException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public ConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
