package io.minilsm.api;

import java.io.IOException;

/** A shared store is already open with other options than the ones that were now set explicitly. */
public class OptionsConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public OptionsConflictException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public OptionsConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
