package io.minilsm.api;

import java.io.IOException;

/**
 * The device has no space left. Nothing acknowledged is lost; the store can be used again after space is freed and
 * it was reopened.
 */
public class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public DiskFullException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
