/**
 * One round of one engine: the work, and what it cost.
 *
 * <p>{@link io.minilsm.bench.workload.RoundSettings} says what to do, {@link io.minilsm.bench.workload.DataSet} with
 * which entries, {@link io.minilsm.bench.workload.Round} does it in this process and returns {@link
 * io.minilsm.bench.workload.Measurement}s. Every answer is checked; a wrong one ends the round.
 */
package io.minilsm.bench.workload;
