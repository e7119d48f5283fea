package io.minilsm.api;

import java.io.IOException;

/**
 * Another process, or another user in this JVM, has the store open. The message names the directory and the owner.
 */
public class StoreLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public StoreLockedException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public StoreLockedException(String message, Throwable cause) {
        super(message, cause);
    }
}
