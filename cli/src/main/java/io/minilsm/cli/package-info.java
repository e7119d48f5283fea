/**
 * The command line: one class per command, and what turns an exception into a sentence and an exit code.
 *
 * <p>Reading order: {@link io.minilsm.cli.Main}, {@link io.minilsm.cli.MiniLsmCommand},
 * {@link io.minilsm.cli.StoreCommand}, any command, {@link io.minilsm.cli.Failure}.
 *
 * <p>A command parses its arguments, calls the engine, the driver or the component through their public doors, and
 * writes to the streams of {@link io.minilsm.cli.output.CommandIo}; nothing but {@link io.minilsm.cli.Main} touches the
 * process. Standard output carries the answer, standard error everything else. Commands run on one thread.
 */
package io.minilsm.cli;
