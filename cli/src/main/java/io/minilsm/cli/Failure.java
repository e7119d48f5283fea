package io.minilsm.cli;

import io.minilsm.api.CorruptionException;
import io.minilsm.cli.output.CommandIo;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine;

/** Turns what went wrong into one sentence on standard error and an exit code. Stateless. */
final class Failure {
    /** An exception chain longer than this is a cycle. */
    private static final int MAX_CAUSES = 50;

    private Failure() {}

    /** Says what is wrong with the arguments and where to read how they are meant. */
    static int onBadArguments(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("minilsm: " + sentence(e));
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                command.getErr().println("Did you mean: " + String.join(" or ", near) + "?");
            }
        }
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return ExitCode.FAILED;
    }

    /** Says what happened; the stack trace is for those who ask. */
    static int onException(Exception e, CommandIo io, boolean verbose) {
        io.out().flush();
        if (verbose) {
            e.printStackTrace(io.err());
        } else {
            io.err().println("minilsm: " + sentence(e));
        }
        int code = exitCode(e);
        if (code == ExitCode.DAMAGED && !sentence(e).contains("minilsm verify")) {
            io.err().println("What to do: 'minilsm verify DIR' names all damage; restore a backup, or save what can be"
                    + " proven right with 'minilsm repair --salvage DIR --to NEW_DIRECTORY'");
        }
        io.err().flush();
        return code;
    }

    private static String sentence(CommandLine.ParameterException e) {
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return (e.getCommandLine().getParent() == null ? "no such command: " : "too many arguments: ")
                    + "'" + String.join("', '", unmatched.getUnmatched()) + "'";
        }
        return firstLine(e.getMessage());
    }

    /** Returns the sentence for an exception: its message, with the kind where the message alone says too little. */
    static String sentence(Throwable e) {
        Throwable at = unwrap(e);
        String message = at.getMessage() == null ? "" : firstLine(at.getMessage());
        if (at instanceof NoSuchFileException || at instanceof FileNotFoundException) {
            return "no such file or directory: " + message;
        } else if (at instanceof AccessDeniedException) {
            return "no permission: " + message;
        } else if (at instanceof NotDirectoryException) {
            return "not a directory: " + message;
        } else if (at instanceof FileAlreadyExistsException) {
            return "exists already and is no directory: " + message;
        } else if (at instanceof DirectoryNotEmptyException) {
            return "directory is not empty: " + message;
        } else if (at instanceof FileSystemException) {
            return "file system error: " + message;
        } else if (at instanceof SQLException sql) {
            return message + (sql.getSQLState() == null ? "" : " [SQLState " + sql.getSQLState() + "]");
        } else if (message.isEmpty()) {
            return at.getClass().getSimpleName() + " (--verbose shows where)";
        }
        return message;
    }

    /** Returns the exit code for an exception: damage anywhere among its causes is told apart. */
    static int exitCode(Throwable e) {
        Throwable at = e;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (at instanceof CorruptionException) {
                return ExitCode.DAMAGED;
            }
            at = at.getCause();
        }
        return ExitCode.FAILED;
    }

    private static Throwable unwrap(Throwable e) {
        Throwable at = e;
        while (at instanceof UncheckedIOException && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
