package io.minilsm.jdbc.run;

/** Counts the statements of a transaction and knows which older versions of its writes somebody may still need. */
final class StatementMarks {
    private long statement;
    private int readers;
    private long newestReader = -1;
    private long newestSavepoint = -1;

    /** Begins a statement: what it writes is newer than everything before. */
    void beginStatement() {
        statement++;
    }

    long statement() {
        return statement;
    }

    /** Returns the mark of now, for a reader that comes, and keeps what it sees until {@link #endReader()}. */
    long beginReader() {
        readers++;
        newestReader = statement;
        return statement;
    }

    void endReader() {
        if (--readers == 0) {
            newestReader = -1;
        }
    }

    /** Returns the newest mark that somebody reads at or may go back to; -1 for none. */
    long needed() {
        return Math.max(newestReader, newestSavepoint);
    }

    /** Notes up to which mark somebody may still go back; -1 for none. */
    void keepBackTo(long mark) {
        newestSavepoint = mark;
    }

    /** Returns the mark of now, to go back to. */
    long savepoint() {
        newestSavepoint = statement;
        return statement++;
    }

    /** Notes that the transaction went back to the mark. */
    void wentBackTo(long mark) {
        newestSavepoint = mark;
        statement++;
    }
}
