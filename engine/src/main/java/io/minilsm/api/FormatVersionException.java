package io.minilsm.api;

import java.io.IOException;

/** The store was written by a newer version of the engine, or in a format that this one does not read. */
public class FormatVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public FormatVersionException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public FormatVersionException(String message, Throwable cause) {
        super(message, cause);
    }
}
