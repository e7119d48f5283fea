package io.minilsm.cli;

import io.minilsm.cli.output.CommandIo;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the commands: holds the streams and the options that all commands have. For one thread. */
@Command(
        name = "minilsm",
        description = "Reads, writes, checks and looks into MiniLSM stores.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            IngestCommand.class,
            GetCommand.class,
            PutCommand.class,
            DelCommand.class,
            ScanCommand.class,
            SqlCommand.class,
            ShellCommand.class,
            StatsCommand.class,
            VerifyCommand.class,
            DumpCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RepairCommand.class,
            TortureCommand.class,
            FillCommand.class,
            ReplCommand.class,
            DestroyCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the answer is no: no such key, verify found damage, repair could not save everything, or"
                    + " torture broke the promise",
            "2:could not be done: bad command line or input, no store there, locked, disk full",
            "3:stored bytes are damaged; the message names file and offset"
        })
public final class MiniLsmCommand implements Runnable {
    private final CommandIo io;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Write JSON for programs, one object per line, instead of text for people.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "With an error, print its stack trace.")
    private boolean verbose;

    private MiniLsmCommand(CommandIo io) {
        this.io = io;
    }

    /** Runs the command of the arguments on the streams and returns its exit code. */
    public static int run(CommandIo io, String... args) {
        MiniLsmCommand root = new MiniLsmCommand(io);
        CommandLine commandLine = new CommandLine(root)
                .setOut(io.out())
                .setErr(io.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        io.isTerminalOut() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler(Failure::onBadArguments)
                .setExecutionExceptionHandler((e, command, parsed) -> Failure.onException(e, io, root.verbose));
        int code = commandLine.execute(args);
        io.flush();
        IOException lost = io.lostOutput();
        if (lost == null) {
            return code;
        }
        io.err().println("minilsm: standard output could not be written: " + lost.getMessage());
        return code == ExitCode.DONE ? ExitCode.FAILED : code;
    }

    /** Returns the streams. */
    CommandIo io() {
        return io;
    }

    /** Returns whether programs read the output. */
    boolean isJson() {
        return json;
    }

    @Override
    public void run() {
        spec.commandLine().usage(io.out());
    }
}
