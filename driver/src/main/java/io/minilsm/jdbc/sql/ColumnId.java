package io.minilsm.jdbc.sql;

/** What a column name in a statement stands for. */
public enum ColumnId {
    /** The key. */
    K,
    /** The value. */
    V,
    /** The key of the row that an upsert would insert. */
    EXCLUDED_K,
    /** The value of the row that an upsert would insert. */
    EXCLUDED_V;

    /** Returns whether the column belongs to the table's row, not to the row to be inserted. */
    public boolean isStored() {
        return this == K || this == V;
    }
}
