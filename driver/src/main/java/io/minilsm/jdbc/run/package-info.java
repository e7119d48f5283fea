/**
 * Runs statements over a store: reads merged with a transaction's own writes, write statements, commit.
 *
 * <p>Reading order: {@link io.minilsm.jdbc.run.Session} (the entry, one per connection), Transaction, Overlay, RowScan,
 * {@link io.minilsm.jdbc.run.QueryResult}, WriteStatements, ChangeSet,
 * SortedRows.
 *
 * <p>Floor 3 of the driver: imports plans, trees, errors and the engine's api. Nothing here is thread-safe but {@link
 * io.minilsm.jdbc.run.Execution#cancel()}: the connection's lock is held around every call.
 */
package io.minilsm.jdbc.run;
