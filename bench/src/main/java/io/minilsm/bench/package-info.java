/**
 * The benchmark's command line: {@link io.minilsm.bench.Main} reads the options, {@link io.minilsm.bench.Plan} is what
 * they come to, {@link io.minilsm.bench.Run} starts a process per engine and round, interleaved, and {@link
 * io.minilsm.bench.RoundCommand} is what each of those processes does.
 */
package io.minilsm.bench;
