package io.minilsm.cli;

import io.minilsm.MiniLsm;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Notation;
import io.minilsm.cli.repl.LineInput;
import io.minilsm.cli.repl.ReplSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Opens an interactive session on one open store. */
@Command(
        name = "repl",
        description = "Opens an interactive session: fill, put, del, get, scan, dump, flush, full_compaction, quit.",
        mixinStandardHelpOptions = true)
final class ReplCommand implements Callable<Integer> {
    @ParentCommand
    private MiniLsmCommand root;

    @Option(names = "--path", required = true, paramLabel = "DIR", description = "The store; made if there is none.")
    private Path path;

    @Option(
            names = "--enable-wal",
            description = "Write a log, so that each write survives a kill. Without it writes become durable by flush,"
                    + " full_compaction and quit.")
    private boolean enableWal;

    @Option(
            names = "--compaction",
            description = "In the background: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private CompactionStyle compaction = CompactionStyle.LEVELED;

    @Override
    public Integer call() throws IOException {
        CommandIo io = root.io();
        Options options = Options.defaults().withEnableWal(enableWal).withCompactionStyle(compaction);
        try (Store store = MiniLsm.open(path, options);
                LineInput lines = LineInput.of(io)) {
            ReplSession session = new ReplSession(store, io.out(), Notation.TEXT, Failure::sentence);
            boolean more = true;
            while (more) {
                io.flush();
                String line = lines.next();
                more = line != null && session.execute(line);
            }
        }
        return ExitCode.DONE;
    }
}
