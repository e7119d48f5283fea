package io.minilsm.jdbc.sql;

/** What an expression may refer to where it stands. */
enum Scope {
    /** Nothing but parameters: VALUES, LIMIT. */
    NO_COLUMNS,
    /** The columns of the row. */
    ROW,
    /** The columns of the row, and names given to the items of SELECT: ORDER BY. */
    ROW_OR_LABEL,
    /** The columns of the row, and aggregates over all rows. */
    SELECT_ITEM,
    /** The columns of the row, and those of the row to be inserted. */
    UPSERT;

    boolean hasColumns() {
        return this != NO_COLUMNS;
    }
}
