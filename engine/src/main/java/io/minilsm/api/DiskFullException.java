package io.minilsm.api;

import java.io.IOException;

/**
 * The device has no space left. Nothing acknowledged is lost, reads go on, and once space is freed the same call can be
 * made again without reopening the store. Should the device run full in the middle of a force, the store throws
 * {@link StorePoisonedException} instead and is to be reopened.
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
