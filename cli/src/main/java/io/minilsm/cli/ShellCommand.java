package io.minilsm.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import sqlline.SqlLine;

/** Opens SQLLine on the store, for a person or, without prompts, for the commands of a pipe. */
@Command(
        name = "shell",
        description = "Opens an SQL shell (SQLLine) on the store; !help tells its commands, !quit leaves it. In a pipe"
                + " it answers without prompts, goes on after errors, and its exit code tells whether there were any.",
        mixinStandardHelpOptions = true)
final class ShellCommand extends StoreCommand {
    /** Width of a result in a pipe, where there is no terminal to ask. */
    private static final int PIPE_COLUMNS = 240;

    /** Held so that its level is not lost: java.util.logging holds loggers weakly. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    @Override
    public Integer call() throws SQLException, IOException {
        requireDirectory();
        String url = SqlCommand.url(directory());
        // Held while the shell runs. It says in a sentence why a store cannot be opened, where SQLLine prints a stack.
        try (Connection held = DriverManager.getConnection(url)) {
            return run(url);
        }
    }

    private int run(String url) throws IOException {
        // JLine warns where there is no terminal; in a pipe that is as it should be.
        JLINE.setLevel(Level.SEVERE);
        List<String> arguments = new ArrayList<>(List.of("-u", url, "-n", "", "-p", ""));
        SqlLine shell = new SqlLine();
        Noticed errors = new Noticed(io().errBytes());
        boolean typed = io().isTerminalIn();
        if (!typed) {
            arguments.addAll(List.of("--silent=true", "--maxWidth=" + PIPE_COLUMNS));
            shell.setOutputStream(io().outBytes());
            shell.setErrorStream(errors);
        }
        // Without a stream of its own SQLLine reads standard input as it comes; with one it would echo and edit it.
        SqlLine.Status status = shell.begin(arguments.toArray(String[]::new), null, typed);
        return status == SqlLine.Status.OK && !errors.written ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** A stream that remembers whether anything was written to it. */
    private static final class Noticed extends FilterOutputStream {
        private boolean written;

        Noticed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            written = true;
            super.write(b);
        }
    }
}
