/**
 * The JDBC driver: the classes of {@code java.sql} over a session. No SQL and no store logic here: each method checks
 * that its object is open, takes the connection's lock, asks the session, and has errors as SQLExceptions.
 *
 * <p>Reading order: {@link io.minilsm.jdbc.Driver}, ConnectionUrl, {@link io.minilsm.jdbc.DriverOption}, StoreAccess,
 * JdbcConnection, JdbcStatement, JdbcPreparedStatement, JdbcResultSet, JdbcDatabaseMetaData. Methods that refuse, and
 * those that only forward, live in base classes.
 *
 * <p>Floor 4 of the driver. One lock per connection, held while a statement runs, a row is fetched or a transaction
 * ends; cancel and abort take none.
 */
package io.minilsm.jdbc;
