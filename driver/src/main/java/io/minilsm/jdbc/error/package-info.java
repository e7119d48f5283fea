/**
 * What the driver throws: SQLStates, and the exceptions that carry them.
 *
 * <p>Reading order: {@link io.minilsm.jdbc.error.SqlState}, {@link io.minilsm.jdbc.error.SqlErrors}.
 *
 * <p>Floor 0 of the driver: imports only the engine's api. Stateless.
 */
package io.minilsm.jdbc.error;
