package io.minilsm.jdbc.run;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.math.BigDecimal;
import java.sql.SQLException;

/** The memory of one execution for sorting and DISTINCT. */
final class SortBudget {
    /** Of a row in a tree or set: the node, the row and its array, as a 64-bit JVM lays them out. */
    static final int ROW_BYTES = 120;

    private static final int VALUE_BYTES = 24;
    private static final int NUMBER_BYTES = 64;

    private final long mostBytes;
    private final String what;
    private final String instead;
    private long bytes;

    SortBudget(long mostBytes) {
        this(mostBytes, "ORDER BY, GROUP BY or DISTINCT", "order by K");
    }

    /** Makes a budget; what it is for, and what to do instead, stand in the refusal. */
    SortBudget(long mostBytes, String what, String instead) {
        this.mostBytes = mostBytes;
        this.what = what;
        this.instead = instead;
    }

    void take(long taken) throws SQLException {
        bytes += taken;
        if (bytes > mostBytes) {
            throw SqlErrors.of(
                    SqlState.SORT_TOO_LARGE,
                    what + " too large: expected at most sortBytes=" + mostBytes + "; " + instead
                            + ", take fewer rows (WHERE, LIMIT), or raise sortBytes in the URL");
        }
    }

    void giveBack(long given) {
        bytes -= given;
    }

    static long cost(Object value) {
        if (value instanceof byte[] array) {
            return VALUE_BYTES + array.length;
        } else if (value instanceof String text) {
            return VALUE_BYTES + 32 + 2L * text.length();
        } else if (value instanceof BigDecimal number) {
            return NUMBER_BYTES + number.precision() / 2;
        }
        return VALUE_BYTES;
    }
}
