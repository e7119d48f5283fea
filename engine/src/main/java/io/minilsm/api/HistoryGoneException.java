package io.minilsm.api;

import java.io.IOException;

/** Changes were asked for that the store does not keep any more, or never kept. */
public class HistoryGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long firstAvailable;

    /** Makes the exception with a message that says what, where, actual and expected. */
    public HistoryGoneException(String message, long firstAvailable) {
        super(message);
        this.firstAvailable = firstAvailable;
    }

    /** Returns the first sequence from which on all changes are there; -1 if the store keeps no history. */
    public long firstAvailable() {
        return firstAvailable;
    }
}
