/**
 * What a user of the engine sees: stores, cursors, batches, options, durability and the exceptions.
 *
 * <p>Reading order: {@link io.minilsm.api.Store}, {@link io.minilsm.api.KeySpace}, {@link io.minilsm.api.WriteBatch},
 * {@link io.minilsm.api.Durability}, {@link io.minilsm.api.Cursor}, {@link io.minilsm.api.Snapshot},
 * {@link io.minilsm.api.Options}, {@link io.minilsm.api.History}, {@link io.minilsm.api.ChangeFeed},
 * {@link io.minilsm.api.Change}, {@link io.minilsm.api.CorruptionException}.
 *
 * <p>Floor 0: imports nothing of the engine; everything else may import it.
 */
package io.minilsm.api;
