package io.minilsm.api;

import java.io.IOException;

/**
 * The path does not hold a MiniLSM store, and what is there forbids making one: it is a file, or a directory with
 * files of something else.
 */
public class NotAStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public NotAStoreException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public NotAStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
