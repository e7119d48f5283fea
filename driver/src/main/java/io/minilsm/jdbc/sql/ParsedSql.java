package io.minilsm.jdbc.sql;

import java.util.List;

/**
 * A statement that was parsed. Immutable.
 *
 * @param text as it was given
 * @param statement its tree
 * @param parameterCount number of {@code ?} in it
 * @param tables those of its tables that are in the catalog, as they were found there; empty for KV alone
 */
public record ParsedSql(String text, SqlStatement statement, int parameterCount, List<Table> tables) {}
