/**
 * What the commands read and write: the streams of a process, bytes as text, tables for people, JSON for programs,
 * progress.
 *
 * <p>Reading order: {@link io.minilsm.cli.output.CommandIo}, {@link io.minilsm.cli.output.Notation},
 * {@link io.minilsm.cli.output.JsonLines}, {@link io.minilsm.cli.output.TextTable},
 * {@link io.minilsm.cli.output.Progress}. Knows nothing of stores.
 */
package io.minilsm.cli.output;
