package io.minilsm.jdbc.run;

/** A point in a transaction that can be gone back to; the transaction knows whether it still can. */
public final class SessionSavepoint {
    private final long mark;

    SessionSavepoint(long mark) {
        this.mark = mark;
    }

    long mark() {
        return mark;
    }
}
