package io.minilsm.jdbc.sql;

/**
 * A statement that was parsed. Immutable.
 *
 * @param text as it was given
 * @param statement its tree
 * @param parameterCount number of {@code ?} in it
 */
public record ParsedSql(String text, SqlStatement statement, int parameterCount) {}
