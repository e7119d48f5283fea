/**
 * SQL stores through JDBC, at the same durability: each COMMIT is on the device when it returns.
 *
 * <p>{@link io.minilsm.bench.jdbc.JdbcCatalog} names them and says how they are opened; {@code JdbcSession} is one
 * connection with its statements; {@link io.minilsm.bench.jdbc.JdbcRound} is the work of one process.
 */
package io.minilsm.bench.jdbc;
