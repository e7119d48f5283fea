package io.minilsm.cli;

import io.minilsm.cli.output.CommandIo;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The entry of the process: hands its streams to the commands and ends it with their exit code. Stateless. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process. */
    public static void main(String[] args) {
        // Not System.out, which keeps failures to itself.
        CommandIo io = CommandIo.of(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                System.err,
                System.getProperty("minilsm.terminals", ""));
        System.exit(MiniLsmCommand.run(io, args));
    }
}
