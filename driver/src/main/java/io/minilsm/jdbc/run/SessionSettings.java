package io.minilsm.jdbc.run;

import io.minilsm.api.Durability;

/**
 * How a session runs statements.
 *
 * @param durability how far a commit has come when it returns
 * @param binary whether columns are VARBINARY, not VARCHAR
 * @param transactionBytes most bytes a transaction may hold in memory
 * @param sortBytes most bytes a statement may hold in memory for ORDER BY, GROUP BY and DISTINCT
 */
public record SessionSettings(Durability durability, boolean binary, long transactionBytes, long sortBytes) {}
