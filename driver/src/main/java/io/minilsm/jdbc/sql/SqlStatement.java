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
     * @param distinct whether equal rows are given once; never set where rows differ anyway
     * @param items what each row of the result holds
     * @param table what FROM names; null without a FROM, then there is one row
     * @param where what a row must fulfil; null if there is no WHERE
     * @param grouping how rows are gathered; null if each row gives one
     * @param order what rows are sorted by; empty if they come in the order of keys
     * @param descending whether rows come with the greatest key first
     * @param limit most rows; null if there is no limit
     * @param offset rows left out first; null if there are none
     */
    record Select(
            boolean distinct,
            List<Item> items,
            Table table,
            Expr where,
            Grouping grouping,
            List<Order> order,
            boolean descending,
            Expr limit,
            Expr offset)
            implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }

        /** Returns whether there is a FROM. */
        public boolean fromTable() {
            return table != null;
        }

        /** Returns the same query with its two columns exchanged. */
        Select swapped() {
            List<Item> exchanged = List.of(items.get(1), items.get(0));
            return new Select(distinct, exchanged, table, where, grouping, order, descending, limit, offset);
        }

        /** Returns whether the rows are gathered, into one or into groups. */
        public boolean isAggregate() {
            return grouping != null;
        }
    }

    /**
     * How rows are gathered.
     *
     * @param byGroup whether there is a GROUP BY; without it there is one group, also of no rows
     * @param keys what the rows of a group have in common
     * @param having what a group must fulfil; null if there is no HAVING
     */
    record Grouping(boolean byGroup, List<Expr> keys, Expr having) {}

    /** The number of rows of a query. */
    record CountRows(Select query, String label) implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }
    }

    /** One column of a result: its value, and the name it is given. */
    record Item(Expr value, String label) {}

    /** One of the values rows are sorted by. */
    record Order(Expr value, boolean descending, boolean nullsFirst) {}

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
     * @param table what is inserted into
     * @param rows keys and values; empty if they come from a query
     * @param source the query whose two columns are keys and values; null if there are rows
     * @param onDuplicate what to do where a key exists
     * @param update the new value for {@link OnDuplicate#UPDATE}; null otherwise
     */
    record Insert(Table table, List<NewRow> rows, Select source, OnDuplicate onDuplicate, Expr update)
            implements SqlStatement {}

    /** A row to be inserted. */
    record NewRow(Expr key, Expr value) {}

    /** UPDATE of the value. */
    record Update(Table table, Expr value, Expr where) implements SqlStatement {}

    /** DELETE. */
    record Delete(Table table, Expr where) implements SqlStatement {}

    /**
     * EXPLAIN of another statement.
     *
     * @param analyze whether the statement, a SELECT then, is run and its rows are counted
     */
    record Explain(SqlStatement explained, boolean analyze) implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }
    }

    /**
     * Work on the store as a whole, outside of any transaction.
     *
     * @param target the directory of CHECKPOINT: String, parameter or other value; null for the others
     */
    record Maintenance(Task task, Expr target) implements SqlStatement {
        /** What is done. */
        public enum Task {
            /** Makes all acknowledged writes durable. */
            SYNC,
            /** Merges all tables. */
            COMPACT,
            /** Copies the store to a new directory. */
            CHECKPOINT
        }
    }

    /** SHOW STATS. */
    record ShowStats() implements SqlStatement {
        @Override
        public boolean isQuery() {
            return true;
        }
    }

    /** A statement that makes, drops or empties a table. It is a transaction of its own. */
    sealed interface Definition extends SqlStatement {
        /** Returns the name as it was written. */
        String name();
    }

    /** CREATE TABLE. */
    record CreateTable(String name, boolean ifNotExists, TableColumn key, TableColumn value) implements Definition {}

    /** DROP TABLE. */
    record DropTable(String name, boolean ifExists) implements Definition {}

    /** TRUNCATE TABLE. */
    record Truncate(String name) implements Definition {}

    /** COMMIT or ROLLBACK as a statement. */
    record EndTransaction(boolean commit) implements SqlStatement {}
}
