/**
 * Real processes that are killed while they write through one of the three faces (engine, JDBC, Camel), and what their
 * stores must hold afterwards.
 *
 * <p>Reading order: {@link io.minilsm.it.crash.PlannedSteps}, {@link io.minilsm.it.crash.AckLog},
 * {@link io.minilsm.it.crash.WriterProcess}, the writers, {@link io.minilsm.it.crash.Lane},
 * {@link io.minilsm.it.crash.KillRounds}, then the tests.
 */
package io.minilsm.it.crash;
