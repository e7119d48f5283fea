package io.minilsm.cli;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import sqlline.SqlLine;

/** Opens SQLLine on the store. */
@Command(
        name = "shell",
        description = "Opens an SQL shell (SQLLine) on the store; !help tells its commands, !quit leaves it.",
        mixinStandardHelpOptions = true)
final class ShellCommand extends StoreCommand {
    /** Held so that its level is not lost: java.util.logging holds loggers weakly. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    @Override
    public Integer call() throws IOException {
        requireDirectory();
        // JLine warns where there is no terminal; in a pipe that is as it should be.
        JLINE.setLevel(Level.SEVERE);
        boolean typed = io().isTerminalIn();
        SqlLine shell = new SqlLine();
        if (!typed) {
            shell.setOutputStream(io().outBytes());
            shell.setErrorStream(io().outBytes());
        }
        String[] arguments = {"-u", SqlCommand.url(directory()), "-n", "", "-p", ""};
        SqlLine.Status status = shell.begin(arguments, typed ? null : io().in(), typed);
        return status == SqlLine.Status.OK ? ExitCode.DONE : ExitCode.FAILED;
    }
}
