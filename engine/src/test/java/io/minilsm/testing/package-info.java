/**
 * What tests of all modules share: file systems that record, fail and crash, and the length of a test run.
 *
 * <p>Reading order: {@link io.minilsm.testing.FileOperation}, {@link io.minilsm.testing.TraceVfs},
 * {@link io.minilsm.testing.FaultVfs}, {@link io.minilsm.testing.CrashVfs}, {@link io.minilsm.testing.CrashMode},
 * {@link io.minilsm.testing.OpenFiles}, {@link io.minilsm.testing.CallersThread},
 * {@link io.minilsm.testing.TestScale}.
 *
 * <p>The three file systems stack: a trace of faults over a disk that crashes is
 * {@code new TraceVfs(new FaultVfs(new CrashVfs()))}. Packed into the engine's test-jar; nothing here is shipped.
 */
package io.minilsm.testing;
