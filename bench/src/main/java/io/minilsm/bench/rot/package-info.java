/**
 * Rot, judged alike for all: a store of known entries, closed or killed, is damaged in one file, opened and read by a
 * process of its own. Knows nothing of formats: {@link io.minilsm.bench.rot.RotRun} goes through the damages, {@link
 * io.minilsm.bench.rot.Judge} reads in the other process, {@link io.minilsm.bench.rot.RotTally} counts.
 */
package io.minilsm.bench.rot;
