package io.minilsm.cli;

/** The exit codes of every command, documented in the README and in each command's help. Stateless. */
public final class ExitCode {
    /** Done as asked. */
    public static final int DONE = 0;

    /** The answer is no: the key has no value; verify found damage. */
    public static final int NO = 1;

    /** Could not be done: a bad command line or input, no store there, locked, no permission, disk full. */
    public static final int FAILED = 2;

    /** Damage was met on the way: stored bytes are not what was written. */
    public static final int DAMAGED = 3;

    private ExitCode() {}
}
