/**
 * The whole engine on a disk that crashes: random writes, power cuts and kills at any operation on files, and an oracle
 * that knows what must be there (the floor: what was acknowledged as durable) and what may be (the ceiling: what was
 * sent).
 *
 * <p>Everything runs in one thread, background work and the judging of crashed copies included, so that a run is a
 * function of its seed.
 *
 * <p>Reading order: {@link io.minilsm.crash.Step}, {@link io.minilsm.crash.Contents},
 * {@link io.minilsm.crash.History}, {@link io.minilsm.crash.Judge}, {@link io.minilsm.crash.Workload},
 * {@link io.minilsm.crash.Setup}, {@link io.minilsm.crash.Simulation}, {@link io.minilsm.crash.Session}, then the
 * tests.
 */
package io.minilsm.crash;
