/**
 * Real runs of many threads, recorded and judged: {@link io.minilsm.races.KeyRun} records what threads did to single
 * keys, and {@link io.minilsm.races.LinearizabilityChecker} looks for an order that explains it;
 * {@link io.minilsm.races.BatchRun} records batches, snapshots, cursors and syncs, and
 * {@link io.minilsm.races.CommitOrder} compares each of them with the one order that the sequences tell. Both go
 * through {@link io.minilsm.races.Target}, so that the checkers are checked on stores that are wrong on purpose
 * ({@link io.minilsm.races.PlantedRace}).
 */
package io.minilsm.races;
