package io.minilsm.cli.ingest;

import java.io.IOException;

/** A record cannot be read as its format says; the message says why, and where once the place is known. */
public final class BadRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    BadRecordException(String message) {
        super(message);
    }

    BadRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
