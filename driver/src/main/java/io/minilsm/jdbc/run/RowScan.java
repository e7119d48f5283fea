package io.minilsm.jdbc.run;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.jdbc.plan.KeyRanges;
import io.minilsm.jdbc.plan.Row;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Reads the rows of a set of ranges in key order, one at a time, merged with the transaction's own writes. Stands on a
 * row, which it is itself, after {@link #next()} returned true. One key is read by get, a range by a bounded cursor;
 * one cursor is open at a time.
 */
final class RowScan implements Row, Closeable {
    private final ReadView view;
    private final KeyRanges ranges;
    private final boolean descending;
    private final Execution execution;

    private int nextRange;
    private Cursor cursor;
    private Overlay.Walk own;
    private boolean cursorValid;

    /** Copied only where it is needed: counting rows copies nothing. */
    private byte[] cursorKey;

    /** Whether the cursor still stands on a row that was handed out or is hidden. */
    private boolean pendingAdvance;

    /** The row stood on; what is null is still in the cursor. */
    private byte[] key;

    private byte[] value;

    /** Whether the one key was read by {@link #start()} and not yet handed out. */
    private boolean pointRead;

    RowScan(ReadView view, KeyRanges ranges, boolean descending, Execution execution) {
        this.view = view;
        this.ranges = ranges;
        this.descending = descending;
        this.execution = execution;
        this.nextRange = descending ? ranges.count() - 1 : 0;
    }

    /** Fixes what a scan without a snapshot sees at now, not at its first row. */
    void start() throws IOException {
        if (view.snapshot() != null || ranges.count() != 1) {
            return;
        }
        nextRange = -1;
        if (ranges.isPoint(0)) {
            key = ranges.first(0);
            value = view.get(key);
            pointRead = true;
        } else {
            open(ranges.range(0));
        }
    }

    /** Returns whether there is an open cursor. */
    boolean hasCursor() {
        return cursor != null;
    }

    boolean next() throws IOException, SQLException {
        boolean found = advance();
        if (found) {
            execution.readRow();
        }
        return found;
    }

    private boolean advance() throws IOException, SQLException {
        if (pointRead) {
            pointRead = false;
            return value != null;
        }
        while (true) {
            execution.check();
            if (cursor != null && nextInRange()) {
                return true;
            }
            if (cursor == null) {
                if (nextRange < 0 || nextRange >= ranges.count()) {
                    return false;
                }
                int index = nextRange;
                nextRange += descending ? -1 : 1;
                if (ranges.isPoint(index)) {
                    key = ranges.first(index);
                    value = view.get(key);
                    if (value != null) {
                        return true;
                    }
                } else {
                    open(ranges.range(index));
                }
            }
        }
    }

    private void open(Range range) throws IOException {
        cursor = view.snapshot() == null
                ? view.space().cursor(range)
                : view.space().cursor(range, view.snapshot());
        own = view.overlay() == null ? null : view.overlay().walk(range, descending, view.mark());
        advanceCursor();
    }

    private void advanceCursor() throws IOException {
        cursorValid = descending ? cursor.prev() : cursor.next();
        cursorKey = null;
    }

    /** Goes to the next row of the open range; returns false, with the cursor closed at the end, if that was no row. */
    private boolean nextInRange() throws IOException {
        if (pendingAdvance) {
            pendingAdvance = false;
            advanceCursor();
        }
        byte[] ownKey = own == null ? null : own.key();
        if (ownKey == null) {
            return fromCursor();
        }
        int order = -1;
        if (cursorValid) {
            cursorKey = cursorKey == null ? cursor.key() : cursorKey;
            order = Arrays.compareUnsigned(ownKey, cursorKey);
            order = descending ? -order : order;
        }
        if (order > 0) {
            return fromCursor();
        }
        key = ownKey;
        value = own.value();
        pendingAdvance = order == 0;
        own.advance();
        return value != null;
    }

    private boolean fromCursor() throws IOException {
        if (!cursorValid) {
            closeCursor();
            return false;
        }
        key = cursorKey;
        value = null;
        pendingAdvance = true;
        return true;
    }

    @Override
    public byte[] key() {
        if (key == null) {
            key = cursor.key();
        }
        return key;
    }

    @Override
    public byte[] value() throws IOException {
        if (value == null) {
            value = cursor.value();
        }
        return value;
    }

    private void closeCursor() throws IOException {
        Cursor closing = cursor;
        cursor = null;
        own = null;
        cursorValid = false;
        cursorKey = null;
        pendingAdvance = false;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        nextRange = -1;
        closeCursor();
    }
}
