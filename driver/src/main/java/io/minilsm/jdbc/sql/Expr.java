package io.minilsm.jdbc.sql;

import java.util.List;

/** An expression of a statement. Immutable. */
public sealed interface Expr {
    /** Operators that compare two values. */
    enum Comparison {
        /** Equal. */
        EQUAL("="),
        /** Not equal. */
        NOT_EQUAL("<>"),
        /** Less. */
        LESS("<"),
        /** Less or equal. */
        AT_MOST("<="),
        /** Greater. */
        GREATER(">"),
        /** Greater or equal. */
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** Returns the sign in SQL. */
        public String sign() {
            return sign;
        }

        /** Returns whether the operator holds for the result of a comparison. */
        public boolean holds(int compared) {
            return switch (this) {
                case EQUAL -> compared == 0;
                case NOT_EQUAL -> compared != 0;
                case LESS -> compared < 0;
                case AT_MOST -> compared <= 0;
                case GREATER -> compared > 0;
                case AT_LEAST -> compared >= 0;
            };
        }

        /** Returns the operator that holds exactly where this one does not. */
        public Comparison negated() {
            return switch (this) {
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                case LESS -> AT_LEAST;
                case AT_MOST -> GREATER;
                case GREATER -> AT_MOST;
                case AT_LEAST -> LESS;
            };
        }

        /** Returns the operator with its sides exchanged. */
        public Comparison mirrored() {
            return switch (this) {
                case EQUAL, NOT_EQUAL -> this;
                case LESS -> GREATER;
                case AT_MOST -> AT_LEAST;
                case GREATER -> LESS;
                case AT_LEAST -> AT_MOST;
            };
        }
    }

    /** A value written in the statement: String, byte[], Long, BigDecimal, Boolean, or null for NULL. */
    record Literal(Object value) implements Expr {}

    /** A parameter; the first one has index 0. */
    record Parameter(int index) implements Expr {}

    /** A column, with the type that it has in its table. */
    record Column(ColumnId id, SqlType type) implements Expr {}

    /** A function or operator with its arguments. */
    record Call(SqlFunction function, List<Expr> arguments) implements Expr {}

    /** A value in another type. */
    record Cast(Expr operand, SqlType type) implements Expr {}

    /**
     * CASE: the value of the first branch that applies.
     *
     * @param operand what the branches are compared with; null if they are conditions
     * @param branches in the order they are tried
     * @param otherwise the value if none applies; NULL where there is no ELSE
     */
    record Case(Expr operand, List<Branch> branches, Expr otherwise) implements Expr {}

    /** WHEN and THEN. */
    record Branch(Expr when, Expr then) {}

    /**
     * A value gathered over the rows, of a group or of all.
     *
     * @param operand what is gathered; null stands for {@code *}
     * @param distinct whether equal values count once
     */
    record Aggregate(Kind kind, Expr operand, boolean distinct) implements Expr {
        /** What is gathered. */
        public enum Kind {
            /** Number of rows. */
            COUNT,
            /** Least value. */
            MIN,
            /** Greatest value. */
            MAX,
            /** Exact sum. */
            SUM,
            /** Sum divided by the number of values. */
            AVG,
            /** What all rows of the group have in common. */
            GROUPED
        }
    }

    /** Two values compared. */
    record Compare(Comparison operator, Expr left, Expr right) implements Expr {}

    /** Whether a value is one of a list. */
    record In(Expr operand, List<Expr> choices) implements Expr {}

    /** Whether a text has the form of a pattern; a null escape stands for none. */
    record Like(Expr operand, Expr pattern, Expr escape) implements Expr {}

    /** Whether there is no value. */
    record IsNull(Expr operand) implements Expr {}

    /** All hold. */
    record And(List<Expr> terms) implements Expr {}

    /** At least one holds. */
    record Or(List<Expr> terms) implements Expr {}

    /** Does not hold. */
    record Not(Expr term) implements Expr {}

    /** The name of an item of SELECT; only within the parser, in ORDER BY. */
    record Label(String name) implements Expr {}

    /** Several values in parentheses; only within the parser, which turns comparisons of rows into plain ones. */
    record Row(List<Expr> values) implements Expr {}
}
