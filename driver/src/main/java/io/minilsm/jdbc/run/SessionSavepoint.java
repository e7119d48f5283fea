package io.minilsm.jdbc.run;

/** A point in a transaction that can be gone back to. */
public final class SessionSavepoint {
    private final Transaction transaction;
    private final long mark;
    private boolean released;

    SessionSavepoint(Transaction transaction, long mark) {
        this.transaction = transaction;
        this.mark = mark;
    }

    boolean belongsTo(Transaction other) {
        return !released && transaction == other;
    }

    long mark() {
        return mark;
    }

    void release() {
        released = true;
    }
}
