package io.minilsm.jdbc.run;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * One execution of a statement, as far as it can be stopped: asked at every row. {@link #cancel()} may come from any
 * thread; the rest belongs to the thread that runs the statement.
 */
public final class Execution {
    /** Reading the clock costs up to a third of a cheap row; of dear rows (10 ms) this many still end in time. */
    private static final int CLOCK_EVERY_ROWS = 4;

    // Constant after construction.
    private final long timeoutNanos;
    private final LongSupplier nanoClock;

    // Written by any thread.
    private volatile boolean cancelled;

    // Of the thread that runs the statement.
    private long deadline;
    private int sinceClock;
    private long rowsRead;

    /** Makes an execution; a timeout of 0 is none. */
    public Execution(long timeoutNanos, LongSupplier nanoClock) {
        this.timeoutNanos = timeoutNanos;
        this.nanoClock = nanoClock;
    }

    /** Notes that a call of the user begins: the timeout counts time spent in the driver, not between calls. */
    public void enter() {
        if (timeoutNanos > 0) {
            deadline = nanoClock.getAsLong() + timeoutNanos;
            sinceClock = 0;
        }
    }

    /** Throws if the execution was cancelled or has run too long. */
    public void check() throws SQLException {
        if (cancelled) {
            throw SqlErrors.of(SqlState.CANCELLED, "statement cancelled");
        }
        if (timeoutNanos > 0 && ++sinceClock >= CLOCK_EVERY_ROWS) {
            sinceClock = 0;
            if (nanoClock.getAsLong() - deadline >= 0) {
                throw SqlErrors.of(
                        SqlState.TIMED_OUT,
                        "statement ran longer than its timeout: expected at most " + timeoutNanos / 1_000_000 + " ms");
            }
        }
    }

    /** Notes that a row of the table was read. */
    void readRow() {
        rowsRead++;
    }

    /** Returns the rows of the table read so far. */
    long rowsRead() {
        return rowsRead;
    }

    /** Makes the execution stop at its next row. */
    public void cancel() {
        cancelled = true;
    }
}
