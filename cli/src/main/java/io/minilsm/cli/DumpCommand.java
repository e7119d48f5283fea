package io.minilsm.cli;

import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.LineAppender;
import io.minilsm.tools.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints what is in one file of a store. */
@Command(
        name = "dump",
        description = "Prints what is in one file of a store: frames, records, entries. Needs no other file, goes on"
                + " behind damage where it can, and says where the damage is.",
        mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
    /** The kinds of files on the command line. */
    enum Kind {
        WAL,
        SST,
        MANIFEST
    }

    @ParentCommand
    private MiniLsmCommand root;

    @Parameters(index = "0", paramLabel = "wal|sst|manifest", description = "What kind of file it is.")
    private Kind kind;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        CommandIo io = root.io();
        JsonLines json = new JsonLines(io.out());
        LineAppender lines = new LineAppender(line -> {
            if (!root.isJson()) {
                return io.printLine(line);
            }
            json.write(JsonLines.object().put("line", line));
            return io.hasReader();
        });
        try {
            switch (kind) {
                case WAL -> Dump.wal(file, lines);
                case SST -> Dump.table(file, lines);
                case MANIFEST -> Dump.manifest(file, lines);
                default -> throw new IllegalStateException("kind " + kind);
            }
            lines.end();
        } catch (LineAppender.NoReaderException e) {
            // Nobody reads on, as in a pipe to head: that is no failure.
            return ExitCode.DONE;
        }
        return ExitCode.DONE;
    }
}
