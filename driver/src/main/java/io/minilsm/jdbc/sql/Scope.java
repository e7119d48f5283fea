package io.minilsm.jdbc.sql;

/** What an expression may refer to where it stands. */
enum Scope {
    /** Nothing but parameters: VALUES, LIMIT. */
    NO_COLUMNS,
    /** The columns of the row. */
    ROW,
    /** The columns of the row, and names given to the items of SELECT: ORDER BY. */
    ROW_OR_LABEL,
    /** What may stand in ORDER BY of groups: as in SELECT_ITEM, and names given to the items. */
    GROUP_OR_LABEL,
    /** The columns of the row, and aggregates over all rows. */
    SELECT_ITEM,
    /** The columns of the row, and those of the row to be inserted. */
    UPSERT;

    boolean hasLabels() {
        return this == ROW_OR_LABEL || this == GROUP_OR_LABEL;
    }

    boolean hasAggregates() {
        return this == SELECT_ITEM || this == GROUP_OR_LABEL;
    }

    boolean hasColumns() {
        return this != NO_COLUMNS;
    }
}
