/** Tests of the commands, run in this process with streams of their own: {@link io.minilsm.cli.CommandRun}. */
package io.minilsm.cli;
