package io.minilsm.api;

import java.io.IOException;

/** A write was asked of a store that was opened read-only. */
public class StoreReadOnlyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public StoreReadOnlyException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public StoreReadOnlyException(String message, Throwable cause) {
        super(message, cause);
    }
}
