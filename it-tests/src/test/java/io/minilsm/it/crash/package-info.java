/**
 * Real processes that are killed while they write through one of the three faces (engine, JDBC, Camel). What they write
 * and what their stores must hold afterwards is judged by {@code io.minilsm.cli.torture}.
 *
 * <p>Reading order: the writers, {@link io.minilsm.it.crash.KillRounds}, then the tests.
 */
package io.minilsm.it.crash;
