package io.minilsm.cli;

import io.minilsm.cli.output.CommandIo;

/** The entry of the process: hands its streams to the commands and ends it with their exit code. Stateless. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process. */
    public static void main(String[] args) {
        CommandIo io = CommandIo.of(System.in, System.out, System.err, System.getProperty("minilsm.terminals", ""));
        System.exit(MiniLsmCommand.run(io, args));
    }
}
