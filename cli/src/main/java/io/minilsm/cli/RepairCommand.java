package io.minilsm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Places;
import io.minilsm.tools.Damage;
import io.minilsm.tools.LostInFile;
import io.minilsm.tools.LostPiece;
import io.minilsm.tools.Salvage;
import io.minilsm.tools.SalvageReport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Saves what is whole of a damaged store into a new one. */
@Command(
        name = "repair",
        description = "Writes what can be proven right of a damaged store into a new one, and reports exactly what is"
                + " lost or doubtful. Changes nothing in the damaged store. Exit code 0: nothing is lost; 1: something"
                + " is, with a line for each piece; 2: could not be done; 3: nothing can be proven, as the manifest is"
                + " damaged.",
        mixinStandardHelpOptions = true)
final class RepairCommand extends StoreCommand {
    @Option(names = "--salvage", required = true, description = "The way to repair; so far the only one.")
    private boolean salvage;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR2",
            description = "Directory of the new store: missing or empty.")
    private Path target;

    @Option(
            names = "--keep-doubtful",
            description = "Also write values that may have been overwritten or removed by what is lost, as they were.")
    private boolean keepDoubtful;

    @Override
    public Integer call() throws IOException {
        requireDirectory();
        SalvageReport report = Salvage.run(directory(), target, keepDoubtful);
        if (isJson()) {
            json().write(toJson(report));
        } else {
            print(report);
        }
        return report.isComplete() ? ExitCode.DONE : ExitCode.NO;
    }

    private void print(SalvageReport report) {
        for (LostPiece lost : report.lost()) {
            io().printLine("lost: " + lost.damage().what());
            io().printLine(
                    "  " + Places.range(lost.from(), lost.to(), lost.firstSequence(), lost.lastSequence()));
        }
        if (report.lostPieces() > report.lost().size()) {
            io().printLine(
                    "lost: and " + Figures.count(report.lostPieces() - report.lost().size()) + " more pieces");
        }
        for (LostInFile file : report.lostInFiles()) {
            io().printLine("lost of " + file.file() + ": " + Figures.count(file.pieces()) + " pieces, "
                    + Places.range(file.from(), file.to(), file.firstSequence(), file.lastSequence()));
        }
        for (Damage damage : report.harmless()) {
            io().printLine("damaged, nothing lost by it: " + damage.what());
        }
        if (report.harmlessPlaces() > report.harmless().size()) {
            io().printLine("damaged, nothing lost by it: and "
                    + Figures.count(report.harmlessPlaces() - report.harmless().size()) + " more places");
        }
        for (String note : report.notes()) {
            io().printLine("note: " + note);
        }
        for (SalvageReport.DoubtfulKey key : report.doubtful()) {
            io().printLine("doubtful: " + Places.text(key.key()) + ", as of sequence " + key.sequence());
        }
        if (report.doubtfulKeys() > report.doubtful().size()) {
            io().printLine("doubtful: and " + Figures.count(report.doubtfulKeys() - report.doubtful().size())
                    + " more keys");
        }
        io().printLine(summary(report));
    }

    private static String summary(SalvageReport report) {
        String saved = Figures.count(report.keysWritten()) + " keys saved to " + report.to();
        if (report.isComplete()) {
            return "complete: " + saved;
        }
        String doubtful = Figures.count(report.doubtfulKeys()) + " doubtful ones "
                + (report.doubtfulWritten() ? "among them" : "left out (--keep-doubtful takes them as they were)");
        return "not complete: " + saved + ", " + doubtful + "; " + Figures.count(report.lostPieces())
                + (report.lostPieces() == 1 ? " piece lost" : " pieces lost");
    }

    private static ObjectNode toJson(SalvageReport report) {
        ObjectNode object = JsonLines.object()
                .put("from", report.from().toString())
                .put("to", report.to().toString())
                .put("complete", report.isComplete())
                .put("keysWritten", report.keysWritten())
                .put("doubtfulKeys", report.doubtfulKeys())
                .put("doubtfulWritten", report.doubtfulWritten())
                .put("lostPieces", report.lostPieces())
                .put("harmlessPlaces", report.harmlessPlaces());
        ArrayNode pieces = object.putArray("lost");
        for (LostPiece lost : report.lost()) {
            ObjectNode piece = pieces.addObject();
            piece.setAll(Places.toJson(lost.damage()));
            piece.put("lengthBytes", lost.lengthBytes());
            Places.putRange(piece, lost.from(), lost.to(), lost.firstSequence(), lost.lastSequence());
        }
        ArrayNode files = object.putArray("lostInFiles");
        for (LostInFile lost : report.lostInFiles()) {
            ObjectNode file = files.addObject()
                    .put("file", lost.file())
                    .put("pieces", lost.pieces())
                    .put("lengthBytes", lost.lengthBytes());
            Places.putRange(file, lost.from(), lost.to(), lost.firstSequence(), lost.lastSequence());
        }
        ArrayNode harmless = object.putArray("harmless");
        report.harmless().forEach(damage -> harmless.add(Places.toJson(damage)));
        object.set("notes", JsonLines.tree(report.notes()));
        object.set("keySpaces", JsonLines.tree(report.keySpaces()));
        ArrayNode doubtful = object.putArray("doubtful");
        report.doubtful().forEach(key -> doubtful.add(Places.toJson(key.key()).put("sequence", key.sequence())));
        return object;
    }
}
