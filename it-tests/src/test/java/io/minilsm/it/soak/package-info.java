/**
 * A store under mixed load for as long as one likes: written, read, scanned, merged, opened anew and killed, while its
 * answers, its memory, its files and its longest pauses are watched.
 *
 * <p>Reading order: {@link io.minilsm.it.soak.SoakTest}, {@link io.minilsm.it.soak.SoakWorker}, {@link
 * io.minilsm.it.soak.PlannedLane}.
 */
package io.minilsm.it.soak;
