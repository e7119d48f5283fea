package io.minilsm.cli;

import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.tools.Restore;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a backup, verified, to where it is to be used. */
@Command(
        name = "restore",
        description = "Copies a backup into a new directory and verifies the copy. The backup is only read, and shares"
                + " no file with the copy. Nothing is overwritten. Exit code 0: restored; 2: could not be done; 3: the"
                + " backup is damaged, and nothing was restored.",
        mixinStandardHelpOptions = true)
final class RestoreCommand extends StoreCommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR2",
            description = "Directory of the restored store: missing or empty.")
    private Path target;

    @Override
    public Integer call() throws IOException {
        requireDirectory();
        Restore.Report report = Restore.run(directory(), target);
        if (isJson()) {
            json().write(JsonLines.object()
                    .put("from", directory().toString())
                    .put("to", report.check().directory().toString())
                    .put("sequence", report.sequence())
                    .put("files", report.check().filesChecked())
                    .put("bytes", report.check().bytesChecked())
                    .put("entries", report.check().entriesChecked()));
        } else {
            io().printLine("restored up to sequence " + report.sequence() + " to "
                    + report.check().directory() + ": "
                    + Figures.count(report.check().filesChecked()) + " files, "
                    + Figures.size(report.check().bytesChecked()) + ", verified");
        }
        return ExitCode.DONE;
    }
}
