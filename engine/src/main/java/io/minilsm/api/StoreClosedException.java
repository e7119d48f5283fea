package io.minilsm.api;

/** The store, or the cursor, snapshot or lease that was used, is closed. */
public class StoreClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public StoreClosedException(String message) {
        super(message);
    }

    /** Makes the exception with a message and its cause. */
    public StoreClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
