package io.minilsm.cli;

import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.tools.Backup;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a closed store, verified, into a new directory. */
@Command(
        name = "backup",
        description = "Copies a closed store into a new directory and verifies the copy, which is a store itself."
                + " Tables are hard-linked where the file system can: choose another device, if it is the disk that"
                + " you fear. The command restore copies it back.",
        mixinStandardHelpOptions = true)
final class BackupCommand extends StoreCommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR2",
            description = "Directory of the backup: missing or empty.")
    private Path target;

    @Override
    public Integer call() throws IOException {
        requireDirectory();
        Backup.Report report = Backup.run(directory(), target);
        if (isJson()) {
            json().write(JsonLines.object()
                    .put("from", directory().toString())
                    .put("to", report.check().directory().toString())
                    .put("sequence", report.sequence())
                    .put("files", report.check().filesChecked())
                    .put("bytes", report.check().bytesChecked())
                    .put("entries", report.check().entriesChecked()));
        } else {
            io().printLine("backed up up to sequence " + report.sequence() + " to "
                    + report.check().directory() + ": "
                    + Figures.count(report.check().filesChecked()) + " files, "
                    + Figures.size(report.check().bytesChecked()) + ", verified");
        }
        return ExitCode.DONE;
    }
}
