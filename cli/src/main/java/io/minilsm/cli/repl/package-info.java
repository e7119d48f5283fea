/**
 * The interactive session: {@link io.minilsm.cli.repl.LineInput} reads lines from a person or a pipe,
 * {@link io.minilsm.cli.repl.ReplSession} carries each out on one open store.
 */
package io.minilsm.cli.repl;
