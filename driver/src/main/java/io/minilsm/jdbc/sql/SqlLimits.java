package io.minilsm.jdbc.sql;

/** Bounds on a statement, so that no text can exhaust stack or memory. */
public final class SqlLimits {
    /** Longest statement in characters: room for large literals, far below what would hurt a small heap. */
    public static final int MAX_STATEMENT_CHARS = 16 << 20;

    /** Deepest nesting of parentheses and functions: each level costs about ten stack frames. */
    public static final int MAX_DEPTH = 200;

    /** Longest chain of arithmetic operators: such chains are evaluated recursively. */
    public static final int MAX_CHAIN = 500;

    /** Most levels of an expression's tree, which nested chains would raise beyond what a stack can walk. */
    public static final int MAX_LEVELS = 1000;

    /** Most parameters of a statement: what PostgreSQL's protocol allows, so no tool sends more. */
    public static final int MAX_PARAMETERS = 65_535;

    private SqlLimits() {}
}
