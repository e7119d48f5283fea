package io.minilsm.jdbc.run;

import java.sql.SQLException;
import java.util.List;

/** Rows of a query, one at a time. The values of the row stood on stay readable until the next call. */
public interface QueryResult extends AutoCloseable {
    /** Returns the columns. */
    List<ResultColumn> columns();

    /** Goes to the next row; returns whether there is one. */
    boolean next() throws SQLException;

    /** Returns a value of the row stood on: null, String, byte[], Long, BigDecimal, Double or Boolean. */
    Object value(int index);

    /** Returns whether there is something that {@link #close()} must give back. */
    default boolean isHolding() {
        return false;
    }

    /** Gives back cursor and snapshot. Closing twice is harmless. */
    @Override
    void close() throws SQLException;
}
