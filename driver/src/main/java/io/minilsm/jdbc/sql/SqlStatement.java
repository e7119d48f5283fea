package io.minilsm.jdbc.sql;

import java.util.List;

/** A statement as a tree. Immutable. */
public sealed interface SqlStatement {
    /** Returns whether the statement gives rows. */
    default boolean isQuery() {
        return false;
    }

    /**
     * SELECT.
     *
     * @param items what each row of the result holds
     * @param fromTable whether there is a FROM; without it there is one row
     * @param where what a row must fulfil; null if there is no WHERE
     * @param descending whether rows come with the greatest key first
     * @param limit most rows; null if there is no limit
     * @param offset rows left out first; null if there are none
     */
    record Select(List<Item> items, boolean fromTable, Expr where, boolean descending, Expr limit, Expr offset)
            implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }

        /** Returns whether the rows are gathered into one. */
        public boolean isAggregate() {
            return items.stream().anyMatch(item -> item.value() instanceof Expr.Aggregate);
        }
    }

    /** One column of a result: its value, and the name it is given. */
    record Item(Expr value, String label) {}

    /** What INSERT does where the key exists. */
    enum OnDuplicate {
        /** Fails. */
        FAIL,
        /** Leaves the row as it is. */
        IGNORE,
        /** Replaces the value without looking at it. */
        REPLACE,
        /** Computes the new value from the old one and the one to be inserted. */
        UPDATE
    }

    /**
     * INSERT and its relatives.
     *
     * @param rows keys and values
     * @param onDuplicate what to do where a key exists
     * @param update the new value for {@link OnDuplicate#UPDATE}; null otherwise
     */
    record Insert(List<NewRow> rows, OnDuplicate onDuplicate, Expr update) implements SqlStatement {}

    /** A row to be inserted. */
    record NewRow(Expr key, Expr value) {}

    /** UPDATE of the value. */
    record Update(Expr value, Expr where) implements SqlStatement {}

    /** DELETE. */
    record Delete(Expr where) implements SqlStatement {}

    /** EXPLAIN of another statement. */
    record Explain(SqlStatement explained) implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }
    }

    /** COMMIT or ROLLBACK as a statement. */
    record EndTransaction(boolean commit) implements SqlStatement {}
}
