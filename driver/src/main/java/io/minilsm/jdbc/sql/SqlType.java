package io.minilsm.jdbc.sql;

import java.sql.Types;

/** Types of expressions and columns. */
public enum SqlType {
    /** NULL without a type. */
    NULL(Types.NULL, "NULL", Object.class, 0),
    /** True or false. */
    BOOLEAN(Types.BOOLEAN, "BOOLEAN", Boolean.class, 1),
    /** 32 bits. */
    INTEGER(Types.INTEGER, "INTEGER", Integer.class, 10),
    /** 64 bits. */
    BIGINT(Types.BIGINT, "BIGINT", Long.class, 19),
    /** Exact decimal number. */
    DECIMAL(Types.DECIMAL, "DECIMAL", java.math.BigDecimal.class, 38),
    /** 64-bit floating point. */
    DOUBLE(Types.DOUBLE, "DOUBLE", Double.class, 17),
    /** Text, stored as UTF-8. */
    VARCHAR(Types.VARCHAR, "VARCHAR", String.class, 0),
    /** Bytes. */
    VARBINARY(Types.VARBINARY, "VARBINARY", byte[].class, 0);

    private final int jdbcType;
    private final String sqlName;
    private final Class<?> javaClass;
    private final int precision;

    SqlType(int jdbcType, String sqlName, Class<?> javaClass, int precision) {
        this.jdbcType = jdbcType;
        this.sqlName = sqlName;
        this.javaClass = javaClass;
        this.precision = precision;
    }

    /** Returns the constant of {@link Types}. */
    public int jdbcType() {
        return jdbcType;
    }

    /** Returns the name in SQL. */
    public String sqlName() {
        return sqlName;
    }

    /** Returns the class of what {@code getObject} returns. */
    public Class<?> javaClass() {
        return javaClass;
    }

    /** Returns the digits of a number; 0 where the length is the column's. */
    public int precision() {
        return precision;
    }

    /** Returns whether values are numbers. */
    public boolean isNumeric() {
        return this == INTEGER || this == BIGINT || this == DECIMAL || this == DOUBLE;
    }
}
