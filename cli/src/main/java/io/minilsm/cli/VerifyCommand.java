package io.minilsm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Places;
import io.minilsm.tools.Damage;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Checks every checksum of every file of a store. */
@Command(
        name = "verify",
        description = "Checks every checksum of every file of the store, and what the files say of each other. Changes"
                + " nothing. Exit code 0: whole; 1: damaged, with a line for each damage and one for"
                + " the keys that it may concern; 2: could not be checked.",
        mixinStandardHelpOptions = true)
final class VerifyCommand extends StoreCommand {
    @Override
    public Integer call() throws IOException {
        requireDirectory();
        VerifyReport report = Verify.run(directory());
        if (isJson()) {
            ObjectNode object = JsonLines.object()
                    .put("directory", report.directory().toString())
                    .put("clean", report.isClean())
                    .put("filesChecked", report.filesChecked())
                    .put("bytesChecked", report.bytesChecked())
                    .put("entriesChecked", report.entriesChecked());
            ArrayNode damages = object.putArray("damages");
            report.damages().forEach(damage -> damages.add(Places.toJson(damage)));
            if (!report.furtherDamages().isEmpty()) {
                ObjectNode further = object.putObject("furtherDamages");
                report.furtherDamages().forEach(further::put);
            }
            object.set("notes", JsonLines.tree(report.notes()));
            json().write(object);
        } else {
            print(report);
        }
        return report.isClean() ? ExitCode.DONE : ExitCode.NO;
    }

    private void print(VerifyReport report) {
        for (Damage damage : report.damages()) {
            io().printLine("damaged: " + damage.what());
            Damage.Reach reach = damage.reach();
            if (reach != null) {
                String block = reach.block() == Damage.Reach.NO_BLOCK ? "" : "block " + reach.block() + ", ";
                io().printLine("  " + block
                        + Places.range(reach.from(), reach.to(), reach.firstSequence(), reach.lastSequence()));
            }
        }
        report.furtherDamages().forEach((file, count) ->
                io().printLine("damaged: " + Figures.count(count) + " more in file=" + file));
        for (String note : report.notes()) {
            io().printLine("note: " + note);
        }
        String checked = Figures.count(report.filesChecked()) + " files, " + Figures.size(report.bytesChecked()) + ", "
                + Figures.count(report.entriesChecked()) + " entries checked";
        long damages = report.damageCount();
        io().printLine(
                report.isClean()
                        ? "whole: " + checked
                        : "not whole: " + Figures.count(damages) + (damages == 1 ? " damage; " : " damages; ")
                                + checked);
    }
}
