package io.minilsm.jdbc.run;

import java.sql.SQLException;

/** A statement of a batch failed. Carries where, and what the ones before it counted. */
public final class BatchFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final SQLException failure;
    private final transient long[] counts;
    private final int index;

    BatchFailure(SQLException failure, long[] counts, int index) {
        super(failure);
        this.failure = failure;
        this.counts = counts;
        this.index = index;
    }

    /** Returns why the statement failed. */
    public SQLException failure() {
        return failure;
    }

    /** Returns the counts of the statements before; they took effect only within a transaction. */
    public long[] counts() {
        return counts;
    }

    /** Returns which statement failed, from 0; -1 if the commit of the whole batch did. */
    public int index() {
        return index;
    }
}
