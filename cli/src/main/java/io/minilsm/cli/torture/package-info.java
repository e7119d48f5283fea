/**
 * Real processes that are killed while they write to a store, and what their store must hold afterwards.
 *
 * <p>Reading order: {@link io.minilsm.cli.torture.Plan}, {@link io.minilsm.cli.torture.WriterTask},
 * {@link io.minilsm.cli.torture.EngineWriter}, {@link io.minilsm.cli.torture.AckLog},
 * {@link io.minilsm.cli.torture.Lane}, {@link io.minilsm.cli.torture.Judge}, {@link io.minilsm.cli.torture.KillJob},
 * {@link io.minilsm.cli.torture.TortureRun}.
 *
 * <p>Invariant: nothing outside the directory that the caller names is written, and nothing in it is removed that this
 * did not make.
 */
package io.minilsm.cli.torture;
